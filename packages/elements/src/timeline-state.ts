import type {StageSet, Touchpoint} from '@throughline/contracts';
import type {JourneyLog} from '@throughline/journey';
import type {TemplateResult} from 'lit';
import type {Block} from './blocks.ts';
import type {Content} from './content.ts';
import type {Matcher, TimelineFilter} from './filter.ts';
import type {Format} from './format.ts';
import type {Frictions} from './frictions.ts';
import type {JourneySource} from './journey-source.ts';

/** What the parts of a timeline that come later are told, and what they may ask for. */
export interface TimelineState {
  readonly timeline: TimelineHost;
  /** What is loaded. */
  readonly log: JourneyLog;
  /** What of it the filter lets through. */
  readonly shown: JourneyLog;
  /** What was let through; the timeline's own may be another by now. */
  readonly filter: TimelineFilter;
  readonly format: Format;
  /** What is on the screen, the newest first. */
  readonly blocks: () => readonly Block[];
  /** Filters, says how many that leaves, and answers what then is. `aside`: what it filters. */
  readonly choose: (filter: TimelineFilter, aside?: Aside) => Promise<TimelineState>;
}

/** The timeline itself, as they know it. */
export interface TimelineHost extends EventTarget {
  readonly journey: JourneyLog | null;
  readonly source: JourneySource | null;
  readonly customer: string;
  filter: TimelineFilter;
  readonly since: number | null;
  readonly stages: StageSet | undefined;
  readonly frictions: Frictions;
  /** Whether older touchpoints can be asked for. */
  readonly more: boolean;
  readonly isConnected: boolean;
  readonly updateComplete: Promise<boolean>;
  readonly renderRoot: HTMLElement | DocumentFragment;
  pins: readonly Pin[];
  show(id: string, quietly?: boolean): Promise<boolean>;
  requestUpdate(name?: PropertyKey): void;
}

/** What a timeline lets its tools have, beyond what all may ask it for. */
export interface ToolsHost {
  readonly timeline: TimelineHost;
  readonly content: Content;
  readonly format: () => Format;
  /** What is on the screen, the newest first. */
  readonly blocks: () => readonly Block[];
  /** The first row on the screen, or the card where none is. */
  readonly firstVisible: () => Element | undefined;
  /** Makes a row the one that Tab reaches. */
  readonly activate: (id: string) => void;
  /** Tells it to who listens. */
  readonly say: (text: string) => void;
}

/** What a reader of one timeline opens, and what their filter leaves of it. */
export interface Tools {
  /** Which touchpoints are to be shown; undefined where all are. */
  readonly matches: Matcher | undefined;
  /** In place of the journey, while the filter asks for a span of it, or for a text in all of it. */
  readonly aside: Aside | undefined;
  /** Whether a short list is all that the reader asked for: then only they ask for older ones. */
  readonly isNarrow: boolean;
  /** Whether the facets are seen. */
  readonly isOpen: boolean;
  /** Takes over what has changed of the timeline; true where other rows may be shown now. */
  update(changed: ReadonlyMap<PropertyKey, unknown>): boolean;
  /** Reads on in what it is that the filter asks for; false where that is the journey itself. */
  readOn(): boolean;
  /** Goes from row to row. */
  key(event: KeyboardEvent): void;
  /** Searches for what is typed, once the hand rests. */
  type(text: string): void;
  /** Opens the list of facets, or closes it. */
  toggle(): void;
  /** Puts what is shown on the clipboard, as text. */
  copy(): Promise<void>;
  /** A text with what was searched for marked in it. */
  mark(text: string): unknown;
  /** What stands above the list. */
  pins(): TemplateResult;
  /** Below it. */
  rail(): TemplateResult;
  /** Below the search, where it is open. */
  facets(): TemplateResult | undefined;
  /** Everything a touchpoint carries, below its row. */
  details(touchpoint: Touchpoint): TemplateResult;
  /** What the filter leaves of what is loaded, and what lies beyond; `more` reads on. */
  found(total: number, more: (() => void) | false): TemplateResult;
}

/** A touchpoint that the reader keeps at hand. */
export interface Pin {
  readonly id: string;
  /** When it happened, in ms. */
  readonly at: number;
}

/**
 * A span of the history, or what was found in all of it, that is read by itself: between it and what is
 * loaded lies what nobody read.
 */
export interface Aside {
  /** What it was read for: a span, what it was searched for, or both. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly text: string;
  readonly log: JourneyLog;
  /** In the span. */
  readonly total: number | null;
  readonly more: boolean;
  readonly loading: boolean;
  readonly failed: boolean;
  /** Reads the next older page. */
  read(): Promise<void>;
}
