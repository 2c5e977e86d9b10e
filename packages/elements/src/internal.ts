import type {PropertyDeclaration} from 'lit';

/**
 * A reactive property that no attribute and nobody outside sets. Properties are declared in a static
 * table: decorators, once compiled, weigh a seventh of a kilobyte more.
 */
export const INTERNAL: PropertyDeclaration = {attribute: false};
