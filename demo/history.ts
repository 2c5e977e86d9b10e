import type {TouchpointInput} from '@throughline/contracts';
import type {ContactDraft} from './chat-relay.ts';
import {PEOPLE} from './history/people.ts';
import {seededRandom} from './history/random.ts';
import {storyOf} from './history/stories.ts';
import {teller} from './history/teller.ts';

export interface HistoryOptions {
  /** The present of the stories: nothing in them is later, or more than 28 days earlier. */
  until: number;
  seed?: string;
}

export interface History {
  /** By the instant they happened. Each says `generated: true` in its properties. */
  touchpoints: TouchpointInput[];
  /** The same customers, waiting in the desktop's queue. */
  contacts: ContactDraft[];
}

/**
 * Weeks of journeys of twenty invented customers, across channels. The same options give the same
 * touchpoints, ids included, so that sending them twice stores them once.
 *
 * No public data shows the website and the contact centre of one person, so these are made up;
 * waiting and talking times spread around what public call-centre logs have (13 and 150 seconds).
 */
export const history = ({until, seed = 'halden'}: HistoryOptions): History => {
  const tales = PEOPLE.map((person, at) => {
    const random = seededRandom(`${seed}/${person.user}`);
    const told = teller({person, random, until, seed});
    const {channel, subject, waitedMinutes, messages} = storyOf(at)(told);
    const since = Math.round(until - waitedMinutes * 60_000);
    const contact: ContactDraft = {
      id: `${person.user}-${channel}`,
      channel,
      brand: 'halden',
      name: person.name,
      subject,
      identifiers: told.identifiers(),
      since,
      generated: true,
      messages: messages.map((text, line) => ({
        from: 'customer',
        text,
        at: since + line * 20_000,
      })),
    };
    return {contact, touchpoints: told.told};
  });

  return {
    contacts: tales.map(({contact}) => contact),
    touchpoints: tales
      .flatMap(({touchpoints}) => touchpoints)
      .sort((a, b) => a.occurredAt - b.occurredAt),
  };
};
