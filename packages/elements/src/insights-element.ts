import type {Journey} from '@throughline/contracts';
import type {PropertyDeclarations} from 'lit';
import {JourneyEvidenceEvent} from './brief-events.ts';
import {insightsEnglish, type InsightWords} from './insights-english.ts';
import {styles} from './insights.styles.ts';
import {JourneyElement} from './journey-element.ts';

/** An element that shows one part of what the touchpoints come to. */
export abstract class InsightElement extends JourneyElement {
  static override readonly properties: PropertyDeclarations = {journey: {attribute: false}};

  static override readonly styles = styles;

  /** What the touchpoints come to. */
  journey: Journey | null = null;

  protected get words(): InsightWords {
    return {...insightsEnglish, ...this.format.messages.insights};
  }

  protected when(at: number): string {
    const now = Date.now();
    return this.format.ago(at, now) || this.format.clockOn(at, this.format.dayOf(now));
  }

  protected show(touchpoints: readonly string[]): void {
    if (touchpoints.length > 0) this.dispatchEvent(new JourneyEvidenceEvent(touchpoints));
  }
}
