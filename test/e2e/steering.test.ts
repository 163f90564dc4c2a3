import { describe, expect } from 'vitest';
import { act, button, confirm, openTab, showsColors } from '../support/browser-steps.ts';
import {
  startHostedOrchestrator,
  type HostedOrchestrator,
} from '../support/hosted-orchestrator.ts';
import { it } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';

const BLUE = { 'us-west1': 'blue', 'us-central1': 'blue' };
const PURPLE = { 'us-west1': 'purple', 'us-central1': 'purple' };
const CHANGE = { set: { color: 'purple' }, actor: 'alice', reason: null };

const statusIs = ({ client }: HostedOrchestrator, status: string) =>
  eventually(
    status,
    async () => (await client.state()).releases.at(-1)?.status === status || undefined,
  );

const lastEvents = async ({ client }: HostedOrchestrator, type: string) =>
  (await client.events(0)).map(({ event }) => event).filter((event) => event.type === type);

describe('from the page, a release', () => {
  it('is aborted: the regions that have it are blue again', async ({ open, keep }) => {
    const hosted = keep(await startHostedOrchestrator({ speed: 0 }));
    const page = await open(hosted.pageUrl);
    await hosted.client.changeConfig('colorteller', CHANGE);
    await act(page, 'Approve');
    await showsColors(page, { ...BLUE, 'us-west1': 'purple' });
    await act(page, 'Abort', 'not today');
    await showsColors(page, BLUE);
    expect(await lastEvents(hosted, 'release-aborted')).toMatchObject([
      { actor: 'presenter', reason: 'not today' },
    ]);
  });

  it('is paused, which stops its bake, and unpaused', async ({ open, keep }) => {
    const hosted = keep(await startHostedOrchestrator({ speed: 0 }));
    const page = await open(hosted.pageUrl);
    await hosted.client.changeConfig('colorteller', CHANGE);
    await act(page, 'Approve');
    await act(page, 'Pause');
    await statusIs(hosted, 'PAUSED');
    await act(page, 'Unpause');
    await statusIs(hosted, 'IN_PROGRESS');
  });

  it('skips a bake with a reason, and rolls out to everyone', async ({ open, keep }) => {
    const hosted = keep(await startHostedOrchestrator({ speed: 0 }));
    const page = await open(hosted.pageUrl);
    await hosted.client.changeConfig('colorteller', CHANGE);
    await act(page, 'Approve');
    await showsColors(page, { ...BLUE, 'us-west1': 'purple' });
    await act(page, 'Skip', 'seen enough');
    await statusIs(hosted, 'WAITING_FOR_REVIEW');
    expect(await lastEvents(hosted, 'phase-skipped')).toMatchObject([{ reason: 'seen enough' }]);
    await act(page, 'Full rollout', 'everyone at once');
    await showsColors(page, PURPLE);
  });

  it('is rolled back to an earlier one', async ({ open, keep }) => {
    const hosted = keep(await startHostedOrchestrator({ speed: 0 }));
    const page = await open(hosted.pageUrl);
    for (const color of ['purple', 'green']) {
      await hosted.client.changeConfig('colorteller', { ...CHANGE, set: { color } });
      await act(page, 'Full rollout', 'everyone at once');
      await showsColors(page, { 'us-west1': color, 'us-central1': color });
    }
    await openTab(page, 'Releases');
    await button(page, 'Roll back to rel-1').click();
    await confirm(page, 'Roll back');
    await showsColors(page, PURPLE);
  });
});

describe('an edit of the workspace file that deletes', () => {
  it('waits until the page confirms what it lists', async ({ open, keep }) => {
    const hosted = keep(await startHostedOrchestrator({ speed: 0, allowDelete: false }));
    const page = await open(hosted.pageUrl);
    await showsColors(page, BLUE);
    await hosted.dropRegions('us-central1');
    const notice = page.getByText('The workspace file is not in effect');
    await notice.waitFor();
    await showsColors(page, BLUE);
    await button(page, 'Confirm the deletion…').click();
    const dialog = page.getByRole('dialog', {
      name: 'Delete region us-central1 and stack us-central1?',
    });
    await dialog.getByText('region us-central1', { exact: true }).waitFor();
    await confirm(page, 'Delete');
    await page.getByRole('article', { name: 'us-central1: blue' }).waitFor({ state: 'detached' });
    await notice.waitFor({ state: 'detached' });
    await showsColors(page, { 'us-west1': 'blue' });
    expect((await lastEvents(hosted, 'definition-changed')).at(-1)).toMatchObject({
      confirmedBy: 'presenter',
    });
  });
});

describe('the editor of a value', () => {
  it('calls nothing valid before it is checked, and saves no value that is refused', async ({
    open,
    keep,
  }) => {
    const hosted = keep(await startHostedOrchestrator({ speed: 0 }));
    const page = await open(hosted.pageUrl);
    await button(page, 'other value…').click();
    const editor = page.getByRole('region', { name: 'colorteller version 1' });
    await editor.getByRole('textbox').and(page.locator(':focus')).waitFor();
    const save = button(editor, 'Save…');
    const isOff = async () => (await save.getAttribute('aria-disabled')) === 'true';
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/previews', async (route) => {
      await asked;
      await route.continue();
    });
    await editor.getByRole('textbox').fill('{ "color": "blue", "memoryMb": 16 }');
    await editor.getByText('checking…').waitFor();
    expect([await editor.getByText('valid').count(), await isOff()]).toEqual([0, true]);
    answer();
    await editor.getByText(/✖ line 1: memoryMb: Too small/).waitFor();
    expect([await editor.getByText('valid').count(), await isOff()]).toEqual([0, true]);
    await editor.getByRole('textbox').fill('{ "color": "blue", "memoryMb": 64 }');
    await editor.getByText('✔ valid').waitFor();
    expect(await isOff()).toBe(false);
  });
});
