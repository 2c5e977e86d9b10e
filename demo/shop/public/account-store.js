import {stored} from './storage.js';

/** Who has signed in: `{id, name, email}`, or null. */
export const account = stored('halden.account', null);
/** What was bought in this browser, the newest first. */
export const orders = stored('halden.orders', []);

/** `ada@example.com` is `user-ada`: the demo has no database to ask. */
export const userIdOf = (email) =>
  `user-${email
    .toLowerCase()
    .split('@')[0]
    .replace(/[^a-z0-9]+/g, '-')}`;

/** Tells the tracker who this is. It forgets that again when consent is refused or withdrawn. */
export const identify = ({id, email}) => window.throughline('identify', id, {email});
