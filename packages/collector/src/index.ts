export {createCollector, type Collector, type CollectorOptions} from './collector.ts';
export type {LogLevel} from './log.ts';
export {errors, Refusal, type ErrorCode} from './errors.ts';
export {openDatabase, type Database, type DatabaseOptions, type Sql} from './store/database.ts';
export {createTenant, type TenantKeys, type TenantOptions} from './store/tenants.ts';
