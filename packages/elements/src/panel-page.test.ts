/* oxlint-disable typescript/no-floating-promises -- axe's plugin types every assertion as a promise */
import {expect} from '@open-wc/testing';
import {afterEach, describe, it} from '../testing/mocha.ts';
import {aJourney} from '../gallery/data.ts';
import {memorySource, type JourneyPanel, type JourneyTimeline} from './index.ts';
import {panelPage} from './panel-page.ts';

const own = location.origin;
const until = async (claim: () => unknown) => {
  const end = performance.now() + 20_000;
  while (!claim()) {
    if (performance.now() > end) throw new Error(`never came: ${String(claim)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** The panel page in an iframe, with this window as its desktop. */
const frame = async (origins: string) => {
  const iframe = document.createElement('iframe');
  iframe.src = `/packages/elements/testing/panel.html?origins=${encodeURIComponent(origins)}`;
  document.body.append(iframe);
  const panelOf = () => iframe.contentDocument?.querySelector<JourneyPanel>('journey-panel');
  await until(panelOf);
  const page = iframe.contentWindow as Window & typeof globalThis & {stop: () => void};
  const send = async (data: unknown) => {
    page.postMessage(data, own);
    await delivered(page);
  };
  return {panel: panelOf()!, send, page, root: page.document.documentElement};
};
/** Messages are delivered in order: when ours comes, those before it have. */
const delivered = (page: Window & typeof globalThis) =>
  new Promise<void>((resolve) => {
    const last = crypto.randomUUID();
    page.addEventListener('message', ({data}) => data === last && resolve());
    page.postMessage(last, own);
  });
const context = {
  type: 'throughline:context',
  token: 'tok',
  identifiers: [{kind: 'email', value: 'ada@example.com'}],
  theme: 'dark',
  lang: 'en',
};

let heard: MessageEvent[] = [];
const listen = (event: MessageEvent) => heard.push(event);
window.addEventListener('message', listen);
afterEach(() => {
  heard = [];
  for (const iframe of document.querySelectorAll('iframe')) iframe.remove();
});
const types = () => heard.map(({data}: {data: {type?: string}}) => data.type);

describe('panelPage', () => {
  it('says that it is ready, and takes what its desktop answers', async () => {
    const {panel, send, root} = await frame(`https://desk.example ${own}`);
    await until(() => types().includes('throughline:ready'));
    await send(context);
    expect(panel.token).to.equal('tok');
    expect(panel.identifiers).to.deep.equal(context.identifiers);
    expect(panel.theme).to.equal('dark');
    expect(root.lang).to.equal('en');
    expect(panel.src).to.equal(own);
  });

  it('takes for nobody else’s the names of whom it showed before', async () => {
    const {panel, send} = await frame(own);
    await send({...context, customer: 'ada'});
    expect([panel.customer, panel.identifiers]).to.deep.equal(['ada', context.identifiers]);
    await send({type: context.type, token: 'later'});
    expect([panel.customer, panel.identifiers]).to.deep.equal(['ada', context.identifiers]);
    const ben = [{kind: 'email', value: 'ben@example.com'}];
    await send({type: context.type, identifiers: ben});
    expect([panel.customer, panel.identifiers]).to.deep.equal(['', ben]);
    await send({type: context.type, customer: 'cem'});
    expect([panel.customer, panel.identifiers]).to.deep.equal(['cem', []]);
  });

  it('fills its frame', async () => {
    const {panel, page} = await frame(own);
    const {width, height} = panel.getBoundingClientRect();
    expect([width, height]).to.deep.equal([page.innerWidth, page.innerHeight]);
  });

  it('asks for a fresh token', async () => {
    const {panel} = await frame(own);
    panel.dispatchEvent(new Event('journeytoken'));
    await until(() => types().includes('throughline:token-needed'));
    expect(heard.every(({data}) => Object.keys(data as object).length === 1)).to.equal(true);
  });

  it('has its desktop say the brief in other words, where that offers it', async () => {
    const {panel, send} = await frame(own);
    panel.source = memorySource(aJourney(Date.now()));
    const ada = [{kind: 'email', value: 'ada.lovelace@example.com'}];
    await send({...context, identifiers: ada, rephrase: 'https://evil.example'});
    const brief = () =>
      panel.renderRoot
        .querySelector<JourneyTimeline>('journey-timeline')
        ?.querySelector('journey-brief')?.renderRoot;
    const first = () => brief()?.querySelector('dd .sentence')?.textContent?.trim() ?? '';
    await until(() => first());
    expect(panel.rephrase).to.equal(null);
    expect(types()).not.to.contain('throughline:rephrase');

    await send({...context, identifiers: ada, rephrase: true});
    const questions = () =>
      heard
        .filter(({data}) => (data as {type: string}).type === 'throughline:rephrase')
        .map(({data}) => data as {question: number; sentences: string[]; lang: string});
    await until(() => questions().length === 1);
    const [{question, sentences, lang}] = questions() as [ReturnType<typeof questions>[0]];
    expect(lang).to.match(/^en/);
    expect(first()).to.contain(sentences[0]!);
    const other = (word: string) => sentences.map((sentence) => `${word}: ${sentence}`);
    const answer = {type: 'throughline:rephrased', question};
    await send({...answer, question: question + 1, sentences: other('Really')});
    // A context that comes again asks nothing anew.
    await send({...context, identifiers: ada, rephrase: true});
    await send({...answer, sentences: other('Indeed')});
    await until(() => first().startsWith('Indeed: '));
    expect(questions()).to.have.lengthOf(1);
    await send({...context, identifiers: ada, rephrase: false});
    await until(() => first().startsWith(sentences[0]!));
  });

  it('hears nobody else: not another window, not an origin that is not listed', async () => {
    const listed = await frame(own);
    const sibling = document.createElement('iframe');
    document.body.append(sibling);
    const {contentWindow} = sibling;
    (contentWindow as Window & typeof globalThis).eval(
      `parent.frames[0].postMessage(${JSON.stringify(context)}, '*')`,
    );
    await delivered(listed.page);
    expect(listed.panel.token).to.equal('');
    await listed.send(context);
    expect(listed.panel.token).to.equal('tok');

    for (const origins of ['', 'null', '*', 'https://desk.example', `${own}.evil.example`]) {
      const {panel, send} = await frame(origins);
      await send(context);
      expect(panel.token, origins).to.equal('');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(types().filter((type) => type === 'throughline:ready')).to.have.lengthOf(1);
  });

  it('leaves out what is of the wrong kind', async () => {
    const {panel, send} = await frame(own);
    for (const data of [null, 'text', 7, {type: 'other', token: 'x'}, [], {token: 'x'}]) {
      await send(data);
    }
    await send({
      type: 'throughline:context',
      token: 7,
      identifiers: [{kind: 'email'}, null, {kind: 'user', value: 'u1'}],
      theme: 'pink',
      lang: '"><script>',
    });
    expect(panel.token).to.equal('');
    expect(panel.identifiers).to.deep.equal([{kind: 'user', value: 'u1'}]);
    expect(panel.theme).to.equal('auto');
    expect(panel.lang).to.equal('');
  });

  it('ends when told to', async () => {
    const {send, page, panel} = await frame(own);
    page.stop();
    await send(context);
    expect(panel.token).to.equal('');
    expect(page.document.querySelector('journey-panel')).to.equal(null);
  });

  it('opened by itself, says what it is for and what is missing', async () => {
    const alone = (origins: string) => {
      const page = {document: document.implementation.createHTMLDocument()};
      Object.assign(page.document.documentElement.dataset, {throughlinePanel: '', origins});
      panelPage(Object.assign(page, {parent: page}) as unknown as typeof window)();
      expect(page.document.querySelector('journey-panel')).to.equal(null);
      return page.document.body;
    };
    const listed = alone('https://desk.example https://other.example');
    expect(listed.querySelector('h1')!.textContent).to.equal('This page belongs in an iframe');
    expect(listed.textContent)
      .to.contain('tells it whose journey to show, and gives it a token')
      .and.to.contain('Allowed to frame it: https://desk.example, https://other.example.');
    expect(alone('').textContent).to.contain('Nobody is allowed to frame it yet');
    document.body.append(...listed.children);
    const said = document.querySelector('main')!;
    await expect(said).to.be.accessible();
    said.remove();
  });

  it('does nothing on a page that is not the panel’s', () => {
    panelPage();
    expect(document.querySelector('journey-panel')).to.equal(null);
  });
});
