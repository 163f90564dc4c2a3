import { expect, it } from 'vitest';
import { lintHistory } from '../../../../../orchestrator/core/evaluation/lint-history.ts';
import type { Definition } from '../../../../../orchestrator/core/definition/definition.ts';
import { startStory, type Story } from '../../../../support/story.ts';
import { walkthrough } from '../../../../support/walkthrough.ts';

const purple: Definition = {
  ...walkthrough(),
  dynamicConfigs: walkthrough().dynamicConfigs.map((config) => ({
    ...config,
    defaultValue: { color: 'purple' },
  })),
};
const findings = (file: Definition, story: Story) =>
  lintHistory(file, { definition: story.definition(), state: story.state() });

it('names a value of the file that was released and taken back, until file and release agree', () => {
  const story = startStory(walkthrough()).redefines(purple);
  expect(findings(purple, story)).toEqual([]);
  story.acts('release-aborted');
  expect(findings(purple, story)).toEqual([
    {
      level: 'warning',
      kind: 'value-withdrawn',
      path: ['dynamicConfigs', 0],
      message:
        'the file asks for colorteller {"color":"purple"}, but version 1 is released: release rel-1 was aborted. Put the released value into the file, or edit the value once more to release it again',
    },
  ]);
  expect(findings(walkthrough(), story)).toEqual([]);
  story.changes('purple');
  expect(findings(purple, story)).toEqual([]);
});

it('says nothing of a value that a person set by a command', () => {
  const story = startStory(walkthrough()).changes('purple').acts('release-rolled-out');
  expect(findings(walkthrough(), story)).toEqual([]);
  story.changes('green').acts('release-aborted');
  expect(findings(walkthrough(), story)).toEqual([]);
});

it('names a region whose new name takes it out of a live phase', () => {
  const renamed: Definition = {
    ...walkthrough(),
    regions: walkthrough().regions.map((region) =>
      region.name === 'us-west1'
        ? { ...region, name: 'us-west2', custom: { region: 'us-west2' } }
        : region,
    ),
  };
  const story = startStory(walkthrough()).changes('purple');
  expect(findings(renamed, story)).toEqual([]);
  story.approves('ann');
  expect(findings(renamed, story)).toMatchObject([
    { kind: 'renamed-region-falls-back', path: ['regions', 0] },
  ]);
});
