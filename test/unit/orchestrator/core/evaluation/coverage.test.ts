import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { walkthroughFile } from '../../../../../orchestrator/core/definition/walkthrough.ts';
import { lintDefinition } from '../../../../../orchestrator/core/evaluation/coverage.ts';

const GOOD = walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 });

const findingsOf = (text: string) =>
  lintDefinition(parseDefinition(text, 'w.yaml')).map(
    ({ level, kind, path }) => `${level} ${kind} ${path.join('.')}`,
  );

const UNUSED = [
  'warning environment-unused environments.0',
  'warning environment-unused environments.1',
];

describe('lintDefinition', () => {
  it('finds no error in a new workspace, whose two spare environments are warnings', () => {
    expect(findingsOf(GOOD)).toEqual(UNUSED);
  });

  const cases: [name: string, edit: (text: string) => string, findings: string[]][] = [
    [
      'a region in no phase',
      (t) => t.replace('regions:', 'regions:\n  - { name: eu, environment: production, port: 1 }'),
      ['error region-in-no-phase pipelines.0', ...UNUSED],
    ],
    [
      'a region in no phase of an environment that needs no pipeline as right',
      (t) =>
        t
          .replace('- name: staging', '- { name: staging, pipelineRequired: false }')
          .replace('regions:', 'regions:\n  - { name: eu, environment: staging, port: 1 }'),
      ['warning environment-unused environments.0'],
    ],
    [
      'a region in two phases',
      (t) => t.replace('targetValue: [us-central1]', 'targetValue: [us-central1, us-west1]'),
      ['error region-in-several-phases pipelines.0', ...UNUSED],
    ],
    [
      'a phase that matches no region',
      (t) => t.replace('targetValue: [us-central1]', 'targetValue: [mars]'),
      [
        'error region-in-no-phase pipelines.0',
        'error phase-without-regions pipelines.0.phases.1',
        ...UNUSED,
        'warning unknown-region pipelines.0.phases.1.rules.0',
      ],
    ],
    [
      'a config without pipeline, and the pipeline that is left over',
      (t) => t.replace('    pipeline: region-by-region\n', ''),
      [
        'warning pipeline-unused pipelines.0',
        'warning config-without-pipeline dynamicConfigs.0',
        ...UNUSED,
      ],
    ],
  ];
  const last = (text: string, yaml: string) =>
    text.replace(/(- name: us-central1\n)( +requiredReview)/, `$1${yaml}\n$2`);
  const guarded = (minimumSamples: number) => (text: string) =>
    last(
      text,
      `        guardrails: [{ name: e, metric: error-rate, max: 2%, window: 10s, minimumSamples: ${minimumSamples} }]`,
    );
  cases.push(
    [
      'that the last phase is skipped where nobody reviews it',
      (t) => last(t, '        approvalTimeout: 1h\n        onApprovalTimeout: skip'),
      [...UNUSED, 'warning last-review-skipped pipelines.0.phases.1'],
    ],
    [
      'no such thing where it is released on purpose',
      (t) => last(t, '        approvalTimeout: 1h\n        onApprovalTimeout: approve'),
      UNUSED,
    ],
    [
      'a guardrail that needs more requests than there are',
      guarded(201),
      [...UNUSED, 'warning too-few-samples pipelines.0.phases.1.guardrails.0'],
    ],
    [
      'no such thing where none are needed',
      (text: string) =>
        guarded(201)(text).replace('metric: error-rate, max: 2%', 'metric: memory, max: 200MB'),
      UNUSED,
    ],
    ['no such thing where there are enough of all regions so far', guarded(200), UNUSED],
    [
      'a rule for a region that does not exist',
      (t) => t.replace('targetValue: [us-central1]', 'targetValue: [us-central1, us-east1]'),
      [...UNUSED, 'warning unknown-region pipelines.0.phases.1.rules.0'],
    ],
  );
  it.each(cases)('finds %s', (_, edit, findings) => {
    expect(edit(GOOD)).not.toBe(GOOD);
    expect(findingsOf(edit(GOOD))).toEqual(findings);
  });
});
