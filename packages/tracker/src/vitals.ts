export {vitals, type VitalsOptions} from './plugins/vitals.ts';
