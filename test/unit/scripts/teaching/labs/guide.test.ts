import { describe, expect, it } from 'vitest';
import { parseGuide } from '../../../../../scripts/teaching/labs/guide.ts';

const README = `# Lab 07: A title

- **Goal:** One sentence that
  goes on.
- **Minutes:** 15
- **You will learn:** this; that

The story.

It has two paragraphs.

## Steps

### 1. Look

Some text.

\`\`\`sh
npx colorteller status
\`\`\`

You see:

\`\`\`text
us-west1 …
\`\`\`

### 2. Edit

\`\`\`yaml
## no section
\`\`\`

\`\`\`sh
npx colorteller lint
\`\`\`

## Hints

<details><summary>Hint 1</summary>

Nearly.

</details>

<details><summary>Hint 2</summary>

\`\`\`sh
all of it
\`\`\`

</details>

## Explanation

<details><summary>What happened</summary>

This.

</details>
`;

describe('the guide of a lab', () => {
  it('is read from its README', () => {
    expect(parseGuide(README, 'README.md')).toEqual({
      number: '07',
      title: 'A title',
      goal: 'One sentence that goes on.',
      minutes: 15,
      learn: ['this', 'that'],
      story: 'The story.\n\nIt has two paragraphs.',
      steps: [
        {
          title: 'Look',
          parts: [
            { kind: 'text', text: 'Some text.' },
            { kind: 'command', text: 'npx colorteller status' },
            { kind: 'text', text: 'You see:' },
            { kind: 'output', text: 'us-west1 …' },
          ],
        },
        {
          title: 'Edit',
          parts: [
            { kind: 'code', text: '## no section' },
            { kind: 'command', text: 'npx colorteller lint' },
          ],
        },
      ],
      hints: ['Nearly.', '```sh\nall of it\n```'],
      explanation: 'This.',
    });
  });

  it.each<[string, (text: string) => string, number, RegExp]>([
    ['an empty file', () => '', 1, /the sections are none/],
    ['binary nonsense', () => '\u0000\u0001\uFFFD\n## \n```', 3, /a block is not closed/],
    ['no title', (text) => text.replace('# Lab 07:', '# Lab seven:'), 1, /title of a lab/],
    ['no goal', (text) => text.replace('**Goal:**', '**Aim:**'), 3, /"Goal" is missing/],
    ['other minutes', (text) => text.replace('** 15', '** soon'), 5, /"soon" is not a number/],
    ['no story', (text) => text.replace(/The story[^#]*/, ''), 1, /is no story/],
    ['no hints', (text) => text.replace('## Hints', '## Help'), 38, /Steps, Help, Explanation/],
    ['a section too many', (text) => `${text}\n## More\n`, 62, /Explanation, More/],
    ['no steps', (text) => text.replace(/### 1[^]*(?=## Hints)/, ''), 12, /begin with a step/],
    ['steps counted wrongly', (text) => text.replace('### 2.', '### 3.'), 28, /"3\. Edit"/],
    [
      'nothing to type',
      (text) => text.replace('```sh\nnpx colorteller lint', '```yaml\na: 1'),
      28,
      /nothing to type/,
    ],
    [
      'an output of nothing',
      (text) => text.replace('```sh\nnpx colorteller status', '```text\nus-west1'),
      18,
      /before anything was typed/,
    ],
    ['a fence of no language', (text) => text.replace('```yaml', '```'), 30, /no language/],
    ['an empty fence', (text) => text.replace('us-west1 …', ' '), 24, /is empty/],
    ['a fence left open', (text) => text.replace('all of it\n```', 'all of it'), 48, /not closed/],
    [
      'a hint left open',
      (text) => text.replace('</details>\n\n<details><summary>Hint 2', '<details><summary>Hint 2'),
      40,
      /"Hint 1" is empty, not closed/,
    ],
    [
      'a hint in the open',
      (text) => text.replace('## Hints\n', '## Hints\n\nPsst.\n'),
      38,
      /is not folded/,
    ],
  ])('is refused with its line and what to write: %s', (_, edit, line, problem) => {
    expect(() => parseGuide(edit(README), 'labs/README.md')).toThrow(
      expect.objectContaining({
        code: 'BAD_INPUT',
        message: expect.stringMatching(
          new RegExp(`^labs/README\\.md:${line}: .*${problem.source}`),
        ) as string,
        action: expect.stringMatching(/Write|write|Put|Give|Describe|End/) as string,
      }),
    );
  });
});
