/** The English of the panel around its timeline. */
export const panelEnglish = {
  label: 'Customer journey',
  lastSeen: 'Last on {page}',
  lastSeenAt: 'Last seen',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  retry: 'Try again',
  customer: 'Customer',
  request: 'Request {id}',
};

export type PanelWords = typeof panelEnglish;

/** What the panel may have to explain. */
export type PanelState =
  | 'idle'
  | 'loading'
  | 'empty'
  | 'notfound'
  | 'offline'
  | 'token'
  | 'forbidden'
  | 'error'
  | 'erased';

export type StateWords = Record<PanelState, readonly [title: string, text: string]>;

/** What each state says, and what to do about it. */
export const statesEnglish: StateWords = {
  idle: ['No customer yet', 'The journey appears as soon as a conversation is open.'],
  loading: ['Loading the journey…', ''],
  empty: ['Nothing recorded yet', 'What this customer does appears here the moment it happens.'],
  notfound: [
    'Nobody known by that name',
    'Nothing carries {who}. Check the spelling; this panel keeps looking.',
  ],
  offline: ['No connection', 'Check the network; this panel keeps trying.'],
  token: [
    'Access has run out',
    'Your desktop should renew it now. If this stays, sign in there again.',
  ],
  forbidden: ['Not for your eyes', 'Your role may not see this customer. Ask a supervisor.'],
  error: ['That did not work', '{message} If it stays, tell whoever runs your desktop.'],
  erased: ['This customer was forgotten', 'Their data was erased. There is nothing to show.'],
};
