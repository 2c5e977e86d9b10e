/** What facets are called, where that is not their name itself. */
export const facetsEnglish: Record<string, string> = {
  new: 'New',
  stage: 'Stage',
  kind: 'Kind',
  channel: 'Channel',
  who: 'Who',
  friction: 'Friction',
  feeling: 'Feeling',
  'new:since': 'Since you last looked',
  'kind:visit': 'Pages',
  'kind:product': 'Products',
  'kind:purchase': 'Cart and orders',
  'kind:contact': 'Contacts',
  'channel:web': 'Website',
  'who:self': 'Themselves',
  'who:assisted': 'With an agent',
  'who:automated': 'By a system',
};
