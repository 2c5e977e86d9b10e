import type {CustomerIdentity} from '@throughline/contracts';
import {html, nothing, type PropertyDeclarations, type PropertyValues} from 'lit';
import {nameIdentifier} from './identifier.ts';
import {icon} from './icon.ts';
import {InsightElement} from './insights-element.ts';
import {INTERNAL} from './internal.ts';
import type {JourneySource} from './journey-source.ts';
import {fill} from './messages.ts';

type Known = CustomerIdentity['identifiers'][number];

/**
 * By what names a customer is known, and why we think that it is one person. What was joined wrongly
 * can be taken out, and brought back.
 *
 * @tag journey-identity
 * @fires journeyevidence - An agent asks what says so.
 */
export class JourneyIdentity extends InsightElement {
  static override readonly properties: PropertyDeclarations = {
    source: {attribute: false},
    customer: {},
    _identity: INTERNAL,
    _asked: INTERNAL,
    _gone: INTERNAL,
    _said: INTERNAL,
  };

  /** Where it is read from, and changed. */
  source: JourneySource | null = null;
  customer = '';

  private _identity: CustomerIdentity | null = null;
  /** Whom the agent is asked about, before they are taken out. */
  private _asked: Known | null = null;
  /** Who was taken out just now, and can be brought back. */
  private _gone: {name: string; detached: string} | null = null;
  private _said = '';

  #reading: AbortController | null = null;

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#reading?.abort();
  }

  override willUpdate(changed: PropertyValues<this>) {
    super.willUpdate(changed);
    if (!changed.has('customer') && !changed.has('source')) return;
    // Nothing of the one before stays, not for a frame.
    this._identity = this._asked = this._gone = null;
    this._said = '';
    void this.#read();
  }

  override render() {
    const {format, words, _identity: identity, _asked: asked, _gone: gone} = this;
    if (!identity) {
      return html`<section><p role="status">${this._said || words.loading}</p></section>`;
    }
    const joined = identity.evidence;
    return html`
      <section dir=${format.direction}>
        <h3>${words.identity}</h3>
        <ol role="list">
          ${identity.identifiers.map(
            (known) =>
              html`<li class="line">
                <span
                  >${nameIdentifier(known, format)}<span class="where"
                    >${fill(words.firstSeen, {at: this.when(known.firstSeen)})}</span
                  ></span
                >
                ${
                  identity.identifiers.length > 1 && this.source?.detach
                    ? html`<button class="button" @click=${() => this.#ask(known)}>
                        ${words.detach}
                      </button>`
                    : nothing
                }
              </li>`,
          )}
        </ol>
        ${
          asked
            ? html`<div class="ask" role="alertdialog" aria-label=${words.detach}>
                <p>${fill(words.sure, {name: nameIdentifier(asked, format)})}</p>
                <button class="button" @click=${() => this.#detach(asked)}>${words.yes}</button>
                <button class="button" @click=${() => this.#ask(null)}>${words.no}</button>
              </div>`
            : nothing
        }
        <p role="status">
          ${gone ? fill(words.detached, {name: gone.name}) : nothing} ${this._said}
          ${
            gone && this.source?.attach
              ? html`<button class="button" @click=${() => this.#undo(gone.detached)}>
                  ${words.undo}
                </button>`
              : nothing
          }
        </p>
      </section>
      <section dir=${format.direction}>
        <h3>${words.why}</h3>
        ${joined.length === 0 ? html`<p>${words.alone}</p>` : nothing}
        <ol role="list">
          ${joined.map((evidence) => this.#renderEvidence(evidence))}
        </ol>
      </section>
    `;
  }

  #renderEvidence(evidence: CustomerIdentity['evidence'][number]) {
    const {words} = this;
    const {visitor, other, touchpoint, statedBy, at, revokedAt, revokedBy} = evidence;
    const values = {a: this.#nameOf(visitor), b: this.#nameOf(other), at: this.when(at)};
    const why = statedBy
      ? fill(words.said, {...values, agent: statedBy})
      : fill(words.joined, values);
    return html`<li class="evidence ${revokedAt === null ? '' : 'revoked'}">
      ${icon(revokedAt === null ? 'check' : 'cross')}
      <span
        >${why}${
          revokedAt === null
            ? nothing
            : html`<span class="where"
                >${fill(words.revoked, {agent: revokedBy ?? '', at: this.when(revokedAt)})}</span
              >`
        }
        ${
          touchpoint
            ? html`<button class="link" @click=${() => this.show([touchpoint])}>
                ${words.show}
              </button>`
            : nothing
        }</span
      >
    </li>`;
  }

  #nameOf(visitor: string) {
    const known = this._identity?.identifiers.find((one) => one.visitor === visitor);
    return known ? nameIdentifier(known, this.format) : `${visitor.slice(0, 6)}…`;
  }

  /** Asks about a name, or about none. */
  async #ask(known: Known | null) {
    const before = this._identity!.identifiers.findIndex((each) => each === this._asked);
    this._asked = known;
    await this.#focus(known ? '.ask :last-child' : `li:nth-child(${before + 1}) .button`);
  }

  /** What had the focus is gone. */
  async #focus(selector: string) {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  async #read() {
    this.#reading?.abort();
    const {signal} = (this.#reading = new AbortController());
    const identity = await this.#try(this.source?.identity?.(this.customer, {signal}));
    if (identity && !signal.aborted) this._identity = identity;
  }

  async #detach(known: Known) {
    const {customer} = this;
    const answer = await this.#try(this.source?.detach?.(customer, known.visitor));
    if (!answer || customer !== this.customer) return;
    this._asked = null;
    this._gone = {name: nameIdentifier(known, this.format), detached: answer.detached};
    this._said = '';
    await this.#focus('[role=status] .button');
    await this.#read();
  }

  async #undo(detached: string) {
    const {customer} = this;
    const answer = await this.#try(this.source?.attach?.(customer, detached));
    if (!answer || customer !== this.customer) return;
    this._gone = null;
    this._said = this.words.undone;
    await this.#focus('.button');
    await this.#read();
  }

  async #try<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof Error && error.name !== 'AbortError') {
        this._said = fill(this.words.failed, {message: error.message});
      }
      return undefined;
    }
  }
}
