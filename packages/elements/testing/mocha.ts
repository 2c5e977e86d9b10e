/** The runner's globals, typed as far as the tests here use them. */
interface Mocha {
  describe(this: void, what: string, tests: () => void): void;
  it(this: void, what: string, test: () => void | Promise<void>): void;
  afterEach(this: void, run: () => void | Promise<void>): void;
}

export const {describe, it, afterEach} = globalThis as unknown as Mocha;
