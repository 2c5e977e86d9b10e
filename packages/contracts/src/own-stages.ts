import * as z from 'zod';
import {STAGE_NAME, STAGE_PARENTS, type StagePreset} from './vocabulary.ts';

/** Stages of one set, and signs of one stage, each way. */
const most = {stages: 12, signs: 50};

const title = z
  .string()
  .min(1)
  .max(60)
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses.
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'holds a control character')
  .refine((value) => value.isWellFormed(), {message: 'is not well-formed Unicode'});

/** By a language's BCP 47 tag. */
const titles = z
  .record(z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$/, 'is no language'), title)
  .refine((all) => Object.keys(all).length <= 50, {message: 'has more than 50 languages'});

/** A name of touchpoints, or how several begin: never an expression, for a tenant writes it. */
const sign = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,63}\*?$/,
    'is the name of no touchpoint: write trial_started, or trial_* for all that begin so',
  );
const signs = z.array(sign).max(most.signs);

/** One stage of a tenant's own, with the touchpoints that speak for it. */
export const OwnStage = z.strictObject({
  /** `trial`. */
  name: z.string().regex(STAGE_NAME, 'is not snake_case, such as free_trial'),
  /** As the agent reads it, plain text: in all languages, or in each by its BCP 47 tag. */
  title: z
    .union([title, titles], {error: 'is no text: give "Free trial", or {"en": "…", "de": "…"}'})
    .optional(),
  /** Where it is on the axis that all stages share. */
  parent: z.enum(STAGE_PARENTS, {error: `is none of ${STAGE_PARENTS.join(', ')}`}),
  /** Each of these always moves the customer there. */
  strong: signs.optional(),
  /** Each of these moves them forward only. */
  weak: signs.optional(),
  /** How long a customer should be there at most, ms. */
  targetMs: z.int().min(1000).optional(),
});
export type OwnStage = z.infer<typeof OwnStage>;

/**
 * A tenant's own stages, by how far along they are. Of the signs that fit a touchpoint the closest one
 * decides: its whole name, else the longest beginning.
 */
export const OwnStages = z
  .strictObject({
    stages: z
      .array(OwnStage)
      .min(1)
      .max(most.stages, `are more than ${most.stages}: an agent reads them at a glance`),
  })
  .superRefine(({stages}, context) => {
    const refuse = (message: string, ...path: (string | number)[]) =>
      context.addIssue({code: 'custom', message, path: ['stages', ...path]});
    const spoken = new Map<string, string>();
    const names = new Set<string>();
    stages.forEach((stage, index) => {
      const {name, parent, strong = [], weak = []} = stage;
      const before = stages[index - 1]?.parent ?? 'pre';
      if (names.has(name))
        refuse(`is there twice: call one of both ${name} otherwise`, index, 'name');
      names.add(name);
      if (STAGE_PARENTS.indexOf(parent) < STAGE_PARENTS.indexOf(before))
        refuse(
          `${parent} follows ${before}: put the stages in the order of ${STAGE_PARENTS.join(', ')}`,
          index,
          'parent',
        );
      if (strong.length + weak.length === 0)
        refuse('is never reached: name a touchpoint in strong or in weak', index);
      for (const [kind, list] of Object.entries({strong, weak})) {
        list.forEach((each, place) => {
          const other = spoken.get(each);
          if (other !== undefined)
            refuse(
              `can never decide: ${each} speaks for ${other} already. Leave it in one place`,
              index,
              kind,
              place,
            );
          spoken.set(each, other ?? name);
        });
      }
    });
  })
  .meta({title: 'OwnStages', description: 'A tenant’s own stages, with what speaks for each.'});
export type OwnStages = z.infer<typeof OwnStages>;

/** The stages of a tenant: one of our presets, or its own. */
export type StageSet = StagePreset | OwnStages;
