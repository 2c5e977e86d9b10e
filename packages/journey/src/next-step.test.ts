import {describe, expect, it} from 'vitest';
import {learnSteps, nextStepOf} from './next-step.ts';

const past = (n: number, ...names: string[]) => Array.from({length: n}, () => ({names}));

describe('the next step', () => {
  it('is what others did after the longest past they share', () => {
    const model = learnSteps([...past(6, 'a', 'b', 'c'), ...past(20, 'x', 'b', 'd')]);
    expect(nextStepOf(['a', 'b'], model)).toEqual({
      steps: [{name: 'c', probability: 1}],
      n: 6,
      order: 3,
    });
    expect(nextStepOf(['b'], model)).toMatchObject({
      steps: [
        {name: 'd', probability: 20 / 26},
        {name: 'c', probability: 6 / 26},
      ],
      order: 1,
    });
  });

  it('asks a shorter past where the longer came up too seldom', () => {
    const model = learnSteps([...past(4, 'a', 'b', 'c'), ...past(20, 'x', 'b', 'd')]);
    expect(nextStepOf(['a', 'b'], model)).toMatchObject({
      steps: [{name: 'd'}, {}],
      order: 1,
      n: 24,
    });
  });

  it('knows the end', () => {
    const model = learnSteps(past(9, 'a'));
    expect(nextStepOf(['a'], model)!.steps).toEqual([{name: null, probability: 1}]);
  });

  it('does not take for an end what may go on', () => {
    const open = past(9, 'a').map((each) => ({...each, ended: false}));
    expect(nextStepOf(['a'], learnSteps(open))!.steps).toEqual([{name: 'a', probability: 1}]);
  });

  it('keeps as many pasts as it is asked to, the most frequent', () => {
    const model = learnSteps([...past(9, 'a'), ...past(6, 'b')], {most: 3});
    expect(Object.keys(model.after).length).toBe(3);
    expect(nextStepOf(['a'], model)).toMatchObject({n: 9, order: 2});
  });

  it('says nothing without a past', () => {
    expect(nextStepOf(['a'], learnSteps([]))).toBeNull();
    expect(nextStepOf(['constructor'], learnSteps(past(2, 'a')))).toBeNull();
  });

  it('comes back from JSON as it was', () => {
    const model = learnSteps([...past(6, 'a', 'b'), ...past(6, '__proto__', 'constructor')]);
    const copy = JSON.parse(JSON.stringify(model)) as typeof model;
    for (const names of [['a'], ['__proto__'], ['constructor'], []])
      expect(nextStepOf(names, copy)).toEqual(nextStepOf(names, model));
  });
});
