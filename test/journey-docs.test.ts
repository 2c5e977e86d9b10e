import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {OwnStages, Playbook} from '@throughline/contracts';
import {stageVisitsOf} from '@throughline/journey';
import {expect, it} from 'vitest';
import {aTouchpoint} from '../packages/journey/testing/a-touchpoint.ts';

const page = readFileSync(fileURLToPath(new URL('../docs/journey.md', import.meta.url)), 'utf8');
const written = [...page.matchAll(/^```json\n(.+?)^```/gms)].map(
  ([, text]) => JSON.parse(text!) as Record<string, unknown>,
);

it('docs/journey.md writes stages and a playbook as they are taken', () => {
  expect(written.map((each) => Object.keys(each)[0])).toEqual(['stages', 'actions']);
  const stages = OwnStages.parse(written[0]);
  Playbook.parse(written[1]);
  expect(page).toContain(`# own: ${stages.stages.map(({name}) => name).join(', ')}`);
  // As the page says: the whole name goes before what it begins with.
  const through = ['page_viewed', 'subscription_renewed', 'subscription_cancelled'].map(
    (name, occurredAt) => aTouchpoint({name, occurredAt}),
  );
  expect(stageVisitsOf(through, {stages}).map(({stage}) => stage)).toEqual([
    'visitor',
    'member',
    'gone',
  ]);
});
