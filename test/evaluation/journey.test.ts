// What is read off a journey, against real data and what other people's programs make of it: how a text
// feels against 20 human raters, the next step and who is slow on a real helpdesk's log. Skipped where
// the data is missing.
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {learnDwell, learnSteps, nextStepOf, type DwellModel} from '@throughline/journey';
import {inferSentiment} from '@throughline/journey/sentiment';
import {compoundOf} from '@throughline/journey/vader';
import {describe, expect, it} from 'vitest';
import {hasShared, sharedPath} from './shared.ts';

const read = (path: string) => readFileSync(sharedPath(path), 'utf8');
const truth = <T>(name: string) => JSON.parse(read(`data/truth/${name}_truth.json`)) as T;
const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

const rated = 'data/vader-groundtruth/hutto_ICWSM_2014';
describe.skipIf(!hasShared(rated))('feelings (skipped where the ratings are missing)', () => {
  const rows = (set: string) =>
    read(`${rated}/${set}_GroundTruth.txt`)
      .trim()
      .split('\n')
      .map((line) => line.split('\t'))
      .map(([, rating, text]) => ({rating: Number(rating), text: text!}));

  it.each([
    // The bar is the JavaScript port, except for what is bad in tweets: there it has 0.952. Our rules were
    // chosen on the tweets; docs/journey.md says what that means.
    {set: 'tweets', n: 4200, r: 0.879, positive: 0.963, negative: 0.948},
    {set: 'amazonReviewSnippets', n: 3708, r: 0.572, positive: 0.712, negative: 0.511},
    {set: 'movieReviewSnippets', n: 10605, r: 0.418, positive: 0.663, negative: 0.513},
    {set: 'nytEditorialSnippets', n: 5190, r: 0.492, positive: 0.567, negative: 0.56},
  ])('agree with people about as well as the reference does: $set', ({set, n, ...bar}) => {
    const scored = rows(set).map(({rating, text}) => ({rating, ours: compoundOf(text)}));
    expect(scored.length).toBe(n);
    const f1 = (sign: 1 | -1) => {
      const said = scored.map(({rating, ours}) => [sign * ours >= 0.05, sign * rating >= 0.05]);
      const both = said.filter(([ours, theirs]) => ours && theirs).length;
      return (2 * both) / said.flat().filter(Boolean).length;
    };
    const found = {r: correlation(scored), positive: f1(1), negative: f1(-1)};
    console.info(set, found);
    for (const [name, value] of Object.entries(found))
      expect(rounded(value, 3), name).toBeGreaterThanOrEqual(bar[name as keyof typeof bar]);
  });
});

const questions = 'data/banking77/test.csv';
describe.skipIf(!hasShared(questions))('3,080 questions to a bank (skipped without them)', () => {
  it('are taken for English, nine in ten of those that feel like something', () => {
    const texts = read(questions)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/,[^,]*$/, '').replaceAll('"', ''));
    const felt = texts.filter((text) => compoundOf(text) !== 0);
    const kept = felt.filter(
      (message) =>
        inferSentiment({
          name: 'message_received',
          direction: 'inbound',
          contact: {id: 'c', message},
        }) !== undefined,
    );
    console.info('English taken for English', felt.length, kept.length / felt.length);
    expect(kept.length / felt.length).toBeGreaterThan(0.9);
  });
});

const correlation = (pairs: readonly {rating: number; ours: number}[]) => {
  const mean = (of: 'rating' | 'ours') =>
    pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;
  const [a, b] = [mean('rating'), mean('ours')];
  const sum = (of: (pair: {rating: number; ours: number}) => number) =>
    pairs.reduce((all, pair) => all + of(pair), 0);
  return (
    sum(({rating, ours}) => (rating - a) * (ours - b)) /
    Math.sqrt(sum(({rating}) => (rating - a) ** 2) * sum(({ours}) => (ours - b) ** 2))
  );
};

const log = 'data/helpdesk-italian/helpdesk.xes.gz';
describe.skipIf(!hasShared(log))('a helpdesk of 4,580 cases (skipped where it is missing)', () => {
  const cases = hasShared(log)
    ? gunzipSync(readFileSync(sharedPath(log)))
        .toString()
        .split('<trace>')
        .slice(1)
        .map((trace) =>
          trace
            .split('<event>')
            .slice(1)
            .map((event) => ({
              name: /"concept:name" value="([^"]*)"/.exec(event)![1]!,
              at: Date.parse(/"time:timestamp" value="([^"]*)"/.exec(event)![1]!),
            })),
        )
        .toSorted((a, b) => a[0]!.at - b[0]!.at)
    : [];
  // The first two thirds by their beginning are the past.
  const cut = Math.floor((cases.length * 2) / 3);
  const [past, later] = [cases.slice(0, cut), cases.slice(cut)];

  it('the next step is foretold as often as the reference foretells it', () => {
    const {helpdesk} = truth<{helpdesk: Record<string, number[]>}>('next');
    const found: Record<string, number[]> = {};
    for (const order of Object.keys(helpdesk).map(Number)) {
      const model = learnSteps(
        past.map((events) => ({names: events.map(({name}) => name)})),
        {order},
      );
      let [first, amongThree, all] = [0, 0, 0];
      for (const events of later) {
        const names = events.map(({name}) => name);
        for (let at = 1; at <= names.length; at++) {
          const {steps} = nextStepOf(names.slice(0, at), model, {order})!;
          const next = names[at] ?? null;
          all += 1;
          if (steps[0]!.name === next) first += 1;
          if (steps.some(({name}) => name === next)) amongThree += 1;
        }
      }
      found[order] = [rounded(first / all, 4), rounded(amongThree / all, 4), all];
    }
    expect(found).toEqual(helpdesk);
  });

  it('who is slow is seen as early as the reference sees it', () => {
    const lengthOf = (events: (typeof cases)[number]) => events.at(-1)!.at - events[0]!.at;
    const lengths = past.map(lengthOf).toSorted((a, b) => a - b);
    // Interpolated, as everywhere.
    const place = (lengths.length - 1) * 0.8;
    const below = lengths[Math.floor(place)]!;
    const slow = below + (place % 1) * (lengths[Math.ceil(place)]! - below);
    const stays = (events: (typeof cases)[number], stage?: string) =>
      events.slice(1).map(({at}, index) => ({
        stage: stage ?? events[index]!.name,
        dwellMs: at - events[index]!.at,
      }));
    const judge = (model: DwellModel, level: 'watch' | 'act', stage?: string) => {
      const told = later.map((events) => ({
        slow: lengthOf(events) > slow,
        alert: stays(events, stage).some(
          (stay) => stay.dwellMs > (model.stages[stay.stage]?.[level] ?? Infinity),
        ),
      }));
      const alerts = told.filter(({alert}) => alert);
      const right = alerts.filter((each) => each.slow).length;
      return {
        alert_rate: rounded(alerts.length / told.length, 3),
        precision: rounded(right / alerts.length, 3),
        recall: rounded(right / told.filter((each) => each.slow).length, 3),
      };
    };
    const byStage = learnDwell(past.flatMap((events) => stays(events)));
    const together = learnDwell(past.flatMap((events) => stays(events, 'any')));
    const stuck = truth<Record<string, Record<string, number>>>('stuck');
    for (const [share, level] of [
      ['0.95', 'watch'],
      ['0.99', 'act'],
    ] as const) {
      const expected = stuck[`helpdesk@${share}`]!;
      const {alert_rate, precision, recall} = expected;
      expect(judge(byStage, level)).toEqual({alert_rate, precision, recall});
      expect(judge(together, level, 'any')).toMatchObject({
        precision: expected['global_precision'],
        recall: expected['global_recall'],
      });
    }
  });
});
