import {describe, expect, it} from 'vitest';
import {prettifyError} from 'zod';
import {OwnStages, STAGE_PARENTS, type OwnStage} from './index.ts';

const aStage = (over: Partial<OwnStage> = {}): OwnStage => ({
  name: 'trial',
  parent: 'pre',
  strong: ['trial_started'],
  ...over,
});
const judged = (...stages: unknown[]) => {
  const {error} = OwnStages.safeParse({stages});
  return error ? prettifyError(error) : '';
};

describe('a tenant’s own stages', () => {
  it('are taken as they are written', () => {
    const own = {
      stages: [
        aStage({title: {en: 'Free trial', 'pt-BR': 'Teste grátis'}, weak: ['pricing_*']}),
        aStage({name: 'member', parent: 'purchase', title: 'Member', strong: ['card_added']}),
        aStage({name: 'gone', parent: 'end', strong: ['account_closed'], targetMs: 86_400_000}),
      ],
    };
    expect(OwnStages.parse(own)).toEqual(own);
  });

  it('may be several to a parent, and leave parents out', () => {
    const stages = STAGE_PARENTS.filter((parent) => parent !== 'purchase').flatMap((parent) =>
      ['a', 'b'].map((letter) =>
        aStage({name: `${parent}_${letter}`, parent, strong: [`${parent}_${letter}_reached`]}),
      ),
    );
    expect(judged(...stages)).toBe('');
  });

  const two = (over: Partial<OwnStage>) => [
    aStage(),
    aStage({name: 'member', parent: 'post', strong: ['card_added'], ...over}),
  ];
  it.each<[string, unknown[], string[]]>([
    ['none', [], ['stages']],
    [
      'a parent that nobody knows',
      [aStage({parent: 'during' as never})],
      ['none of pre, purchase, post, end', 'stages[0].parent'],
    ],
    [
      'what goes back along the axis',
      [aStage({parent: 'post'}), aStage({name: 'lead', parent: 'pre', strong: ['lead_made']})],
      ['pre follows post', 'in the order of pre, purchase, post, end', 'stages[1].parent'],
    ],
    ['one name for two', two({name: 'trial'}), ['one of both trial otherwise', 'stages[1].name']],
    [
      'a name that is no snake_case',
      [aStage({name: 'Free trial'})],
      ['not snake_case, such as free_trial'],
    ],
    [
      'more than an agent can read',
      Array.from({length: 13}, (_, n) => aStage({name: `s${n}`, strong: [`n${n}`]})),
      ['more than 12'],
    ],
    ['a stage without signs', two({strong: []}), ['is never reached', 'stages[1]']],
    [
      'a sign of two stages',
      two({weak: ['trial_started']}),
      ['trial_started speaks for trial already', 'stages[1].weak[0]'],
    ],
    [
      'a sign that is weak and strong',
      [aStage({weak: ['trial_started']})],
      ['speaks for trial already', 'stages[0].weak[0]'],
    ],
    [
      'an expression',
      [aStage({strong: ['/^trial/', 'tri*al', '*', '(a+)+$']})],
      ['strong[0]', 'strong[1]', 'strong[2]', 'strong[3]', 'write trial_started, or trial_*'],
    ],
    [
      'a name as Segment writes it, which no touchpoint has here',
      [aStage({strong: ['Trial Started']})],
      ['is the name of no touchpoint'],
    ],
    [
      'a sign longer than any name',
      [aStage({strong: ['a'.repeat(65)]})],
      ['is the name of no touchpoint'],
    ],
    ['a title that breaks the line', [aStage({title: 'Free\ntrial'})], ['control character']],
    ['a title that is no text', [aStage({title: 7 as never})], ['is no text: give "Free trial"']],
    ['a title in no language', [aStage({title: {'': 'Trial'}})], ['stages[0].title']],
    ['a target of nothing', [aStage({targetMs: 0})], ['stages[0].targetMs']],
    ['what is no part of a stage', [{...aStage(), colour: 'red'}], ['colour']],
  ])('refuse %s, and say what to do', (_, stages, said) => {
    const error = judged(...stages);
    for (const part of said) expect(error).toContain(part);
  });
});
