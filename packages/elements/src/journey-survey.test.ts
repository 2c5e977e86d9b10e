/* oxlint-disable typescript/no-floating-promises -- axe's plugin types every assertion as a promise */
import {expect, fixture, html} from '@open-wc/testing';
import {sendKeys, setViewport} from '@web/test-runner-commands';
import {Survey} from '@throughline/contracts';
import {render} from 'lit';
import {afterEach, describe, it} from '../testing/mocha.ts';
import {JourneySurvey, type JourneyAnswerEvent} from './survey.ts';

const scope = globalThis as {throughline?: unknown};
afterEach(async () => {
  delete scope.throughline;
  document.documentElement.removeAttribute('dir');
  await setViewport({width: 800, height: 600});
});

const find = <E extends HTMLElement>(el: JourneySurvey, selector: string) =>
  el.shadowRoot!.querySelector<E>(selector);
const choices = (el: JourneySurvey) => [...el.shadowRoot!.querySelectorAll<HTMLElement>('.choice')];
const send = (el: JourneySurvey) => find<HTMLButtonElement>(el, '.send')!;
const isShown = (part: HTMLElement) => part.checkVisibility();
const answersOf = (el: JourneySurvey) => {
  const answers: Survey[] = [];
  el.addEventListener('journeyanswer', ({survey}) => answers.push(survey));
  return answers;
};
const tracked = () => {
  const calls: unknown[][] = [];
  scope.throughline = (...call: unknown[]) => calls.push(call);
  return calls;
};

describe('<journey-survey>', () => {
  for (const [type, min, max, count] of [
    ['nps', 0, 10, 11],
    ['csat', 1, 5, 5],
    ['ces', 1, 7, 7],
  ] as const) {
    it(`asks for ${type} on its scale, and says the answer once`, async () => {
      const el = await fixture<JourneySurvey>(html`<journey-survey type=${type}></journey-survey>`);
      const calls = tracked();
      const answers = answersOf(el);
      expect(choices(el)).to.have.length(count);
      choices(el).at(-1)!.click();
      send(el).click();
      const survey = {type, score: max, min, max};
      expect(answers).to.deep.equal([survey]);
      expect(Survey.parse(answers[0])).to.deep.equal(survey);
      expect(calls).to.deep.equal([['track', 'survey_answered', {survey}]]);
      expect(find(el, 'form')).to.equal(null);
    });
  }

  it('asks for a text once there is a score, and gives it with the answer', async () => {
    const el = await fixture<JourneySurvey>(html`<journey-survey></journey-survey>`);
    const answers = answersOf(el);
    expect(isShown(send(el))).to.equal(false);
    choices(el)[1]!.click();
    expect(isShown(send(el))).to.equal(true);
    find<HTMLTextAreaElement>(el, 'textarea')!.value = '  The parcel was late. ';
    send(el).click();
    expect(answers).to.deep.equal([
      {type: 'csat', score: 2, min: 1, max: 5, verbatim: 'The parcel was late.'},
    ]);
  });

  it('tells the tracker what the page knows beside it, and nothing where the page says no', async () => {
    const calls = tracked();
    const el = await fixture<JourneySurvey>(
      html`<journey-survey .fields=${{orderId: 'A-1'}}></journey-survey>`,
    );
    choices(el)[0]!.click();
    send(el).click();
    expect(calls[0]![2]).to.deep.include({orderId: 'A-1'});
    const other = await fixture<JourneySurvey>(html`<journey-survey></journey-survey>`);
    other.addEventListener('journeyanswer', (event) => event.preventDefault());
    choices(other)[0]!.click();
    send(other).click();
    expect(calls).to.have.length(1);
  });

  it('needs no tracker, and takes no element of that name for one', async () => {
    const page = await fixture(html`<div id="throughline"></div>`);
    const el = await fixture<JourneySurvey>(html`<journey-survey></journey-survey>`);
    const answers = answersOf(el);
    choices(el)[0]!.click();
    send(el).click();
    expect(answers).to.have.length(1);
    page.remove();
  });

  it('lets its event out of shadow roots', async () => {
    const host = await fixture<HTMLElement>(html`<div></div>`);
    const el = document.createElement('journey-survey');
    host.attachShadow({mode: 'open'}).append(el);
    let heard: JourneyAnswerEvent | undefined;
    host.addEventListener('journeyanswer', (event) => (heard = event));
    choices(el)[2]!.click();
    send(el).click();
    expect(heard?.survey.score).to.equal(3);
  });

  it('is answered by the keyboard alone, and takes the reader to its thanks', async () => {
    const el = await fixture<JourneySurvey>(html`<journey-survey type="nps"></journey-survey>`);
    const answers = answersOf(el);
    el.focus();
    await sendKeys({press: ' '});
    for (let n = 0; n < 3; n++) await sendKeys({press: 'ArrowRight'});
    await sendKeys({press: 'Tab'});
    await sendKeys({type: 'Fine'});
    await sendKeys({press: 'Tab'});
    await sendKeys({press: 'Enter'});
    expect(answers).to.deep.equal([{type: 'nps', score: 3, min: 0, max: 10, verbatim: 'Fine'}]);
    expect(el.shadowRoot!.activeElement?.textContent).to.contain('Thank you');
  });

  it('reads from right to left where the page does', async () => {
    document.documentElement.dir = 'rtl';
    const el = await fixture<JourneySurvey>(html`<journey-survey type="nps"></journey-survey>`);
    const [first, second] = choices(el).map((each) => each.getBoundingClientRect().left);
    expect(first).to.be.greaterThan(second!);
  });

  it('says what the page gives it to say, by attribute before property', async () => {
    const el = await fixture<JourneySurvey>(
      html`<journey-survey
        question="Wie zufrieden sind Sie?"
        comment="none"
        .words=${{question: 'Anders', send: 'Senden', thanks: 'Danke.'}}
      ></journey-survey>`,
    );
    expect(find(el, 'legend')!.textContent).to.equal('Wie zufrieden sind Sie?');
    expect(send(el).textContent).to.equal('Senden');
    expect(find(el, 'textarea')).to.equal(null);
    choices(el)[4]!.click();
    send(el).click();
    expect(el.shadowRoot!.textContent).to.contain('Danke.');
    el.reset();
    expect(find(el, ':checked')).to.equal(null);
  });

  it('keeps what was chosen while the page says the same again', async () => {
    const draw = (question: string) => html`<journey-survey .words=${{question}}></journey-survey>`;
    const page = await fixture<HTMLElement>(html`<div></div>`);
    render(draw('Well?'), page);
    const el = page.querySelector('journey-survey')!;
    choices(el)[2]!.click();
    find<HTMLTextAreaElement>(el, 'textarea')!.value = 'Late';
    render(draw('Well?'), page);
    el.setAttribute('type', 'csat');
    expect(find<HTMLInputElement>(el, ':checked')!.value).to.equal('3');
    expect(find<HTMLTextAreaElement>(el, 'textarea')!.value).to.equal('Late');
    send(el).click();
    render(draw('Well?'), page);
    expect(el.shadowRoot!.textContent).to.contain('Thank you');
    render(draw('Really?'), page);
    expect(find(el, 'legend')!.textContent).to.equal('Really?');
  });

  it('takes what it was given before it was defined', () => {
    class Late extends JourneySurvey {}
    const el = document.createElement('late-survey') as JourneySurvey;
    const given = {type: 'nps', words: {question: 'Früh?'}, fields: {orderId: 'A-1'}} as const;
    document.body.append(Object.assign(el, given));
    customElements.define('late-survey', Late);
    expect(find(el, 'legend')!.textContent).to.equal('Früh?');
    expect(choices(el)).to.have.length(11);
    const calls = tracked();
    choices(el)[0]!.click();
    send(el).click();
    expect(calls[0]![2]).to.deep.include({orderId: 'A-1'});
    el.type = 'ces';
    expect(choices(el)).to.have.length(7);
    el.remove();
  });

  it('takes another type for CSAT, and a text in a word for text', async () => {
    const el = await fixture<JourneySurvey>(
      html`<journey-survey type="constructor" question=${'<img src=x>'}></journey-survey>`,
    );
    expect(el.type).to.equal('csat');
    expect(find(el, 'img')).to.equal(null);
  });

  for (const type of ['nps', 'csat', 'ces']) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`${type} is accessible in each of its states, ${scheme}`, async () => {
        const el = await fixture<JourneySurvey>(
          html`<journey-survey type=${type} style="color-scheme: ${scheme}"></journey-survey>`,
        );
        await expect(el).to.be.accessible();
        choices(el)[1]!.click();
        await Promise.all(el.shadowRoot!.getAnimations().map(({finished}) => finished));
        await expect(el).to.be.accessible();
        send(el).click();
        await expect(el).to.be.accessible();
      });
    }
  }

  it('takes the page’s colours, by whatever names the page has for them', async () => {
    const el = await fixture<JourneySurvey>(
      html`<journey-survey
        style="--line: rgb(1, 2, 3); --journey-line: var(--line)"
      ></journey-survey>`,
    );
    expect(getComputedStyle(find(el, '.card')!).borderTopColor).to.equal('rgb(1, 2, 3)');
  });

  it('fits a narrow page, and each choice is large enough for a thumb', async () => {
    await setViewport({width: 320, height: 700});
    for (const type of ['nps', 'csat', 'ces']) {
      const el = await fixture<JourneySurvey>(html`<journey-survey type=${type}></journey-survey>`);
      expect(el.scrollWidth).to.be.at.most(320);
      for (const choice of choices(el)) {
        const {width, height} = choice.getBoundingClientRect();
        expect(width).to.be.at.least(24); // WCAG 2.2, 2.5.8
        expect(height).to.be.at.least(44);
      }
    }
  });
});
