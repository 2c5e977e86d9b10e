import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {isCrawler} from '../../packages/collector/src/crawler.ts';
import {hasShared, sharedPath} from './shared.ts';

const corpora = 'corpora/bots';
const read = (name: string) => readFileSync(sharedPath(`${corpora}/${name}`), 'utf8');

const isFound = (agent: string) => isCrawler({origin: 'https://shop.example', 'user-agent': agent});

/** The texts of a YAML file's lines that begin like `prefix`; all that these files use of YAML. */
const lines = (name: string, prefix: RegExp): string[] =>
  read(name)
    .split('\n')
    .filter((line) => prefix.test(line))
    .map((line) => line.replace(prefix, '').trim())
    .map((text) => (/^(["']).*\1$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text));

describe.skipIf(!hasShared(corpora))(
  'crawlers told from people by their User-Agent (skipped where the corpora are missing)',
  () => {
    it('finds at least 98 % of the crawlers', () => {
      const known = JSON.parse(read('crawler-user-agents.json')) as {instances: string[]}[];
      const crawlers = [
        ...known.flatMap(({instances}) => instances),
        ...lines('device-detector-Tests__fixtures__bots.yml', /^\s+user_agent: /),
      ];
      const found = crawlers.filter(isFound);
      process.stdout.write(`crawlers: ${found.length} of ${crawlers.length}\n`);
      expect(crawlers.length).toBeGreaterThan(3400);
      expect(found.length / crawlers.length).toBeGreaterThanOrEqual(0.98);
    });

    it('takes at most 0.1 % of browsers for one', () => {
      const browsers = lines('isbot-browsers.yml', /^\s+- /);
      const wrong = browsers.filter(isFound);
      process.stdout.write(`browsers taken for crawlers: ${wrong.length} of ${browsers.length}\n`);
      expect(browsers.length).toBeGreaterThan(500);
      expect(wrong.length / browsers.length).toBeLessThanOrEqual(0.001);
    });
  },
);
