import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../../../orchestrator/core/definition/parse.ts';
import { walkthroughFile } from '../../../../../orchestrator/core/definition/walkthrough.ts';
import { AppError } from '../../../../../orchestrator/common/errors/app-error.ts';

const read = (webhook: object, ...more: object[]) =>
  parseDefinition(
    `${walkthroughFile({ 'us-west1': 4401, 'us-central1': 4402 })}
webhooks: ${JSON.stringify([{ name: 'team', ...webhook }, ...more])}
`,
    'w.yaml',
  ).webhooks;
const refusal = (...webhooks: [object, ...object[]]): string => {
  try {
    read(...webhooks);
  } catch (error) {
    if (error instanceof AppError) return error.message;
  }
  throw new Error('it was accepted');
};

describe('webhooks of a workspace file', () => {
  it('receive all events, as JSON and unsigned, by default', () => {
    expect(read({ url: 'https://hooks.example.com/a' })).toEqual([
      { name: 'team', url: 'https://hooks.example.com/a', format: 'json' },
    ]);
  });

  it('name variables for what is secret', () => {
    const webhook = {
      url: { env: 'SLACK_URL' },
      format: 'slack',
      secret: { env: 'HOOK_SECRET' },
      events: ['approval-needed'],
    };
    expect(read(webhook)).toEqual([{ name: 'team', ...webhook }]);
  });

  it.each([
    ['an address of another scheme', { url: 'file:///etc/passwd' }, /url: only http: and https:/],
    ['no address', { url: 'hooks.example.com' }, /url: it is not a URL/],
    ['no variable', { url: { env: 'a b' } }, /url\.env: the name of an environment variable/],
    ['a secret in clear', { url: 'https://a.example', secret: 'hunter2' }, /secret: /],
    ['an event that is none', { url: 'https://a.example', events: ['nope'] }, /events\.0: /],
    ['no events', { url: 'https://a.example', events: [] }, /events: /],
  ])('refuse %s', (_, webhook, message) => {
    expect(refusal(webhook)).toMatch(message);
  });

  it('refuse a password in an address without repeating it, and a name that is taken', () => {
    const message = refusal({ url: 'https://ann:hunter2@hooks.example.com/a' });
    expect(message).toMatch(/url: leave the user and password out/);
    expect(message).not.toContain('hunter2');
    const url = 'https://hooks.example.com/a';
    expect(refusal({ url }, { name: 'team', url })).toMatch(/"team" is used twice/);
  });
});
