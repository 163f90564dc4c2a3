import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { walkthroughFile } from '../../../../../orchestrator/core/definition/walkthrough.ts';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';

const GOOD = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });

const problemsOf = (text: string): string[] => {
  try {
    parseDefinition(text, 'w.yaml');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('WORKSPACE_INVALID');
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  throw new Error('the definition was accepted');
};

describe('parseDefinition', () => {
  it('reads the walkthrough: one stack with both regions, two reviewed phases', () => {
    const definition = parseDefinition(GOOD, 'w.yaml');
    expect(definition.stacks).toEqual([
      { name: 'production', regions: ['us-west1', 'us-central1'] },
    ]);
    expect(definition.regions[0]).toEqual({
      name: 'us-west1',
      environment: 'production',
      port: 4401,
      replicas: 1,
      custom: { region: 'us-west1' },
      dockerHost: null,
    });
    expect(
      definition.pipelines[0]?.phases.map(({ id, requiredReview }) => [id, requiredReview]),
    ).toEqual([
      ['us-west1', true],
      ['us-central1', true],
    ]);
  });

  it('reads JSON as well', () => {
    const json = JSON.stringify({
      environments: [{ name: 'p' }],
      regions: [{ name: 'a', environment: 'p', port: 1 }],
      dynamicConfigs: [{ name: 'colorteller', defaultValue: { color: 'blue' } }],
    });
    expect(parseDefinition(json, 'w.json').regions).toHaveLength(1);
  });

  it('merges the keys of "<<", and ignores keys of the top level that begin with x-', () => {
    const text = GOOD.replaceAll('environment: production', '<<: *usual').replace(
      /^/,
      'x-usual: &usual { environment: production, replicas: 2 }\n',
    );
    const { regions } = parseDefinition(text.replace('4402', '4404'), 'w.yaml');
    expect(regions.map(({ environment, replicas }) => [environment, replicas])).toEqual([
      ['production', 2],
      ['production', 2],
    ]);
  });

  it('names at most 20 problems of a file, and how many more there are', () => {
    const problems = problemsOf(`${GOOD}\n${'? [\n'.repeat(40)}`);
    expect([problems.length, problems.at(-1)]).toEqual([21, expect.stringMatching(/^… and \d+/)]);
  });

  const lines = (count: number, line: string) => `${line}\n`.repeat(count);
  const broken: [name: string, edit: (text: string) => string, problem: RegExp][] = [
    [
      'a key that is there twice',
      (t) => `${t}regions: []\n`,
      /^w\.yaml:54: the key "regions" is there twice/,
    ],
    [
      'keys that are the same text',
      (t) => `${t}x-a: { 1: a, "1": b }\n`,
      /^w\.yaml:54: the key "1" is there twice/,
    ],
    [
      'an alias of nothing',
      (t) => t.replace('environment: production', 'environment: *prod'),
      /^w\.yaml:10: there is no anchor &prod above the alias \*prod/,
    ],
    [
      'an alias of what it is in',
      (t) => `${t}x-a: &a [*a]\n`,
      /^w\.yaml:54: the alias \*a is a part/,
    ],
    [
      'aliases that stand for millions',
      (t) =>
        `${t}x-a:\n  - &a0 [x, x, x, x, x, x, x, x, x]\n${[0, 1, 2, 3, 4, 5, 6, 7]
          .map((n) => `  - &a${n + 1} [${`*a${n}, `.repeat(9)}]`)
          .join('\n')}`,
      /^w\.yaml:60: the aliases up to here stand for more than 100000 parts/,
    ],
    [
      'thousands of aliases',
      (t) => `${t}x-a: &a x\nx-b:\n${lines(5_001, '  - *a')}`,
      /^w\.yaml:5056: there are more than 5000 aliases/,
    ],
    ['a merge of no map', (t) => `${t}x-a: { <<: 3 }\n`, /^w\.yaml:54: "<<" takes a map/],
    ['a file that is too large', (t) => t + lines(60_000, '# a comment'), /^w\.yaml:1: .*512 KiB/],
    ['what is nested too deeply', () => '- '.repeat(20_000), /^w\.yaml:1: it is nested too deeply/],
    [
      'an unknown key',
      (t) => t.replace('port: 4401', 'prot: 4401, port: 4401'),
      /^w\.yaml:10 regions\.0\.prot: "prot" is not a valid key/,
    ],
    [
      'a port that nobody can ask',
      (t) => t.replace('port: 4401', 'port: 10079, replicas: 2'),
      /^w\.yaml:\d+ regions\.0\.port: port 10080 is one that browsers and fetch refuse to ask/,
    ],
    [
      'two regions on one port',
      (t) => t.replace('4402', '4401'),
      /^w\.yaml:11 regions\.1\.port: port 4401 is used by both "us-west1" and "us-central1"/,
    ],
    [
      'replicas that reach another region',
      (t) => t.replace('port: 4401', 'port: 4401, replicas: 2'),
      /port 4402 is used by both/,
    ],
    [
      'an unknown environment',
      (t) => t.replace('us-west1, environment: production', 'us-west1, environment: prod'),
      /^w\.yaml:10 regions\.0\.environment: there is no environment "prod" \(known: development, staging, production\)/,
    ],
    [
      'an unknown pipeline',
      (t) => t.replace('pipeline: region-by-region', 'pipeline: other'),
      /there is no pipeline "other"/,
    ],
    ['a port that is none', (t) => t.replace('4401', '70000'), /regions\.0\.port/],
    [
      'a duration that is none',
      (t) => t.replace('requiredReview: true', 'timeInterval: 15 bananas'),
      /timeInterval: "15 bananas" is not a duration/,
    ],
    [
      'a condition that is not supported',
      (t) => t.replace('type: custom_field', 'type: browser_name'),
      /^w\.yaml:30 .*conditions\.0\.type: a condition of type "browser_name" is not supported: it needs/,
    ],
    [
      'a condition of no known type',
      (t) => t.replace('type: custom_field', 'type: mood'),
      /conditions\.0\.type: "mood" is not a type of condition; allowed: public, custom_field/,
    ],
    [
      'an operator that the type does not have',
      (t) =>
        t.replace('type: custom_field, field: region, operator: any', 'type: email, operator: gt'),
      /conditions\.0\.operator: "gt" is not an operator here; allowed: any, none/,
    ],
    [
      'a target of the wrong shape',
      (t) => t.replace('operator: any, targetValue: [us-west1]', 'operator: gt, targetValue: west'),
      /conditions\.0\.targetValue: .*expected number/,
    ],
    [
      'a pattern that is none',
      (t) => t.replace('any, targetValue: [us-west1]', 'str_matches, targetValue: "("'),
      /conditions\.0\.targetValue: not a regular expression/,
    ],
    [
      'a moment that depends on the machine',
      (t) =>
        t.replace('operator: any, targetValue: [us-west1]', 'operator: on, targetValue: 3/4/2026'),
      /conditions\.0\.targetValue: "3\/4\/2026" is not a moment/,
    ],
    [
      'a phase that time or a segment could take back',
      (t) =>
        t.replace(
          'operator: any, targetValue: [us-west1]',
          'operator: in_segment_list, targetValue: s',
        ),
      /conditions\.0\.operator: a phase cannot use "in_segment_list"/,
    ],
    [
      'a phase that a gate could take back',
      (t) =>
        t.replace(
          '{ type: custom_field, field: region, operator: any, targetValue: [us-west1] }',
          '{ type: passes_gate, targetValue: g }',
        ),
      /^w\.yaml:30 .*conditions\.0\.type: a phase cannot use "passes_gate"/,
    ],
    [
      'half of a character, which no log and no SDK could read',
      (t) => t.replace('color: blue', 'color: blue, "\\ud800": "x\\udfff"'),
      /^w\.yaml:17 dynamicConfigs\.0\.defaultValue\.\ud800: it holds half of a character/,
    ],
    [
      'a region in two stacks',
      (t) =>
        `${t}stacks: [{ name: a, regions: [us-west1, us-central1] }, { name: b, regions: [us-west1] }]\n`,
      /region "us-west1" is in stack "a" already/,
    ],
    [
      'a region in no stack',
      (t) => `${t}stacks: [{ name: a, regions: [us-west1] }]\n`,
      /region "us-central1" is in no stack/,
    ],
    [
      'a phase named twice',
      (t) =>
        t.replace(
          '- name: us-central1\n        requiredReview',
          '- name: us-west1\n        requiredReview',
        ),
      /phase "us-west1" is in this pipeline already/,
    ],
    [
      'a name used twice',
      (t) => t.replace('- name: staging', '- name: development'),
      /environments\.1\.name: "development" is used twice/,
    ],
    ['text that is no YAML', () => 'regions: [', /^w\.yaml:\d+/],
  ];
  it.each(broken)('refuses %s and names the place', (_, edit, problem) => {
    expect(problemsOf(edit(GOOD)).join('\n')).toMatch(problem);
  });
});
