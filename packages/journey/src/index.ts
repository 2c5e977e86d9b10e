export {compareTouchpoints, mergeTouchpoints} from './order.ts';
export {SESSION_GAP_MS, type Session, type SessionOptions} from './session.ts';
export {sessionsOf} from './sessions.ts';
export {journeyLog, type JourneyLog} from './journey-log.ts';
export {calendar, daysOf, noonOf, type Day, type DayGroup} from './days.ts';
export {EVIDENCE, stageOf, stageVisitsOf, type StageVisit} from './stage.ts';
export {cartOf, type Cart, type CartLine} from './cart.ts';
export {frictionsOf, type FrictionOptions, type JourneyFriction} from './friction.ts';
export {journeyOf, type JourneyOptions} from './journey.ts';
