import type {StageSet} from '@throughline/contracts';
import type {JourneyLog} from '@throughline/journey';
import type {Block} from './blocks.ts';
import type {TimelineFilter} from './filter.ts';
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
  readonly filter: TimelineFilter;
  readonly since: number | null;
  readonly stages: StageSet | undefined;
  readonly frictions: Frictions;
  /** Whether older touchpoints can be asked for. */
  readonly more: boolean;
  readonly isConnected: boolean;
  pins: readonly Pin[];
  show(id: string, quietly?: boolean): Promise<boolean>;
  requestUpdate(name?: PropertyKey): void;
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
  /** What it was searched for; empty where it is a span. */
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
