import type {Counted} from './messages.ts';

/** The English of what comes of the tools above the timeline. */
export const toolsEnglish = {
  copied: 'Copied.',
  notCopied: 'This page may not copy.',
  matches: {one: '{n} match', other: '{n} matches'} as Counted,
  found: '{n} of the {shown} loaded',
  unsearched: '; {n} older not searched',
  searchOlder: 'Search older',
  showAll: 'Show all',
};

export type ToolsWords = typeof toolsEnglish;
