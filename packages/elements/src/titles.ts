import type {OwnStage, StageSet} from '@throughline/contracts';
import type {Format} from './format.ts';
import {messagesFor} from './languages.ts';
import {own} from './own.ts';

/** What somebody calls a thing: in all languages, or in each by its BCP 47 tag. */
export type Title = string | Readonly<Record<string, string>>;

/** A title for this reader; undefined where there is none. */
export const titleIn = (title: Title | undefined, {locale}: Format): string | undefined => {
  if (title === undefined || typeof title === 'string') return title;
  const base = locale.split('-')[0]!;
  const english = messagesFor(locale) === messagesFor('en') ? 'en' : base;
  return own(title, locale) ?? own(title, base) ?? own(title, english);
};

/** A stage as its tenant wrote it; undefined where it is of a preset. */
export const ownStage = (stage: string, set: StageSet | undefined): OwnStage | undefined =>
  typeof set === 'object' ? set.stages.find(({name}) => name === stage) : undefined;

/** What its tenant calls a stage; undefined where it does not say. */
export const stageTitle = (
  stage: string,
  set: StageSet | undefined,
  format: Format,
): string | undefined => titleIn(ownStage(stage, set)?.title, format);

/** What a stage is called, whose ever it is. */
export const stageName = (stage: string, set: StageSet | undefined, format: Format): string =>
  stageTitle(stage, set, format) ?? format.name(stage);
