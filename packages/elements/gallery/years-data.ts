import type {Touchpoint} from '@throughline/contracts';
import {aTouchpoint} from './data.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** The same numbers in every run. */
const dice = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
  return seed / 2 ** 32;
};

/** Years of one customer: seasons of visits, some calls, and what got in their way. Generated. */
export const yearsOf = (now: number, years = 3): Touchpoint[] => {
  const throwDice = dice(7);
  const all: Touchpoint[] = [];
  const names = ['page_viewed', 'product_viewed', 'product_added', 'order_completed'];
  for (let age = years * 365; age >= 0; age--) {
    // Twice a year they buy, and look around before.
    const season = 1 + Math.cos((age / 182) * 2 * Math.PI);
    if (throwDice() > 0.1 + season * 0.14) continue;
    const start = now - age * day - 2 * hour;
    const length = 2 + Math.floor(throwDice() * 9);
    for (let n = 0; n < length; n++) {
      const friction = throwDice() > 0.965;
      all.push(
        aTouchpoint(start + n * 45_000, {
          name: friction ? 'friction_detected' : names[Math.floor(throwDice() * 3.15)]!,
          sessionId: `s${age}`,
          page: {url: 'https://shop.example/c/kettles', path: '/c/kettles', title: 'Kettles'},
          properties: {timezone: 'America/New_York'},
          ...(friction && {friction: {type: 'rage_click', severity: 2}}),
        }),
      );
    }
    if (throwDice() < 0.9) continue;
    for (const [n, name] of ['contact_queued', 'contact_answered', 'contact_ended'].entries()) {
      all.push(
        aTouchpoint(start + hour + n * 120_000, {
          name,
          channel: 'voice',
          direction: 'inbound',
          mode: 'assisted',
          contact: {id: `call-${age}`, queue: 'Orders', reason: 'Where is my order'},
        }),
      );
    }
    all.push(
      aTouchpoint(start + 2 * hour - 60_000, {
        name: 'survey_answered',
        channel: 'email',
        survey: {type: 'csat', score: 1 + Math.floor(throwDice() * 5), min: 1, max: 5},
      }),
    );
  }
  return all;
};
