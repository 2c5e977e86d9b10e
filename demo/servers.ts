export {startDesktop, type DesktopOptions} from './desktop/server.ts';
export {startShop, type ShopOptions} from './shop/server.ts';
export {chatRelay, type ChatRelay} from './chat-relay.ts';
export type {Site} from './web.ts';
