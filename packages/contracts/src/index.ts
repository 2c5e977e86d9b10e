export * from './vocabulary.ts';
export {
  Batch,
  BatchResult,
  Clocks,
  Commerce,
  CommerceItem,
  Consent,
  Contact,
  Friction,
  Identifier,
  Outcome,
  Page,
  Properties,
  RefusedTouchpoint,
  Relation,
  Sentiment,
  Survey,
  Touchpoint,
  TouchpointInput,
  Vital,
  type ValidTouchpoint,
} from './touchpoint.ts';
export {
  Account,
  CustomerFound,
  ErrorBody,
  FindRequest,
  Timeline,
  TokenGrant,
  TokenRequest,
} from './api.ts';
export {isUuidV7, uuidV7, uuidV7Time} from './uuid.ts';
