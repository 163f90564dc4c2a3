import { readContact } from '../../../orchestrator/runtime/workspace/contact.ts';
import { AppError } from '../../../orchestrator/common/errors/app-error.ts';
import { contextKey, findContext } from './contexts.ts';

/** What answers at an address: an orchestrator of ours, or only the Console API, as the real service. */
export type TargetKind = 'colorteller' | 'statsig';

/** The orchestrator that a client command talks to: the one of a workspace, or an address. */
export type Target =
  { kind: 'workspace'; folder: string; key?: string } | ({ kind: TargetKind } & Address);

/** Where requests go, and the key they carry; null where none was given. */
export interface Address {
  url: string;
  key: string | null;
  /** PEM of the only certificate that is trusted; null: whatever Node.js trusts. */
  certificate: string | null;
}

/** What the command line says of the target. */
export interface TargetOptions {
  workspace: string;
  /** Where the workspace was named: a flag, COLORTELLER_WORKSPACE, or nowhere. */
  workspaceBy: 'flag' | 'env' | 'default';
  url?: string;
  key?: string;
  context?: string;
  /** The address speaks the Console API and nothing else. */
  console?: true;
}

/** The host of the real service. */
const STATSIG_HOST = 'statsigapi.net';

/**
 * The target of a command: flags (`--workspace` too), then COLORTELLER_URL, then COLORTELLER_WORKSPACE, then the context in
 * use, then the workspace by default. A key goes only where it was given for; `--key` goes wherever the command goes.
 * @throws AppError BAD_INPUT for an address or context that is none, UNAUTHORIZED for a key that is not where it should be.
 */
export async function chooseTarget(
  options: TargetOptions,
  env: NodeJS.ProcessEnv,
): Promise<Target> {
  const { workspace, workspaceBy, context, key } = options;
  const isByFlag = context !== undefined || workspaceBy === 'flag';
  const url = options.url ?? (isByFlag ? undefined : env['COLORTELLER_URL']);
  if (url !== undefined && url !== '') {
    const source = options.url === undefined ? 'COLORTELLER_URL' : '--url';
    const given = key ?? env['COLORTELLER_KEY'];
    return addressed(checkUrl(url, source), checkKey(given || null), options.console);
  }
  if (context !== undefined || workspaceBy === 'default') {
    const found = await findContext(env, context);
    if (found !== undefined) {
      const own = key ?? (await contextKey(found, env));
      return addressed(found.url, checkKey(own), options.console ?? found.console);
    }
  }
  if (options.console === true) {
    throw new AppError('BAD_INPUT', '--console needs an address, and none is given', {
      action: 'Give --url or --context as well.',
    });
  }
  const own = checkKey(key ?? null);
  return { kind: 'workspace', folder: workspace, ...(own === null ? {} : { key: own }) };
}

/**
 * Where to reach a target.
 * @throws AppError NOT_RUNNING when nothing runs on the workspace.
 */
export async function addressOf(target: Target): Promise<Address> {
  if (target.kind !== 'workspace') return target;
  const contact = await readContact(target.folder);
  if (contact !== undefined) {
    const { url, key, certificate } = contact;
    return { url, key: target.key ?? key, certificate };
  }
  throw new AppError('NOT_RUNNING', `no orchestrator runs on the workspace ${target.folder}`, {
    action: 'Start it with: npx colorteller up (or name another --workspace).',
  });
}

/**
 * The address as its origin.
 * @throws AppError BAD_INPUT. The text is not repeated where it holds a password.
 */
export function checkUrl(text: string, source: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const problem = url === undefined ? `"${text}" is not a URL` : problemOf(url);
  if (problem === undefined && url !== undefined) return url.origin;
  throw new AppError('BAD_INPUT', `${source}: ${problem ?? ''}`, {
    action: 'Write for example: --url http://127.0.0.1:4500',
  });
}

function problemOf(url: URL): string | undefined {
  if (url.username !== '' || url.password !== '') {
    return `the address of ${url.host} holds a user or password; a key goes by --key`;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `"${url.protocol}" is not http: or https:`;
  }
  const isOrigin = url.pathname === '/' && url.search === '' && url.hash === '';
  return isOrigin ? undefined : `only an origin, such as ${url.origin}, with nothing after it`;
}

function addressed(url: string, key: string | null, isConsole: boolean | undefined): Target {
  const isReal = new URL(url).hostname === STATSIG_HOST;
  const kind = isReal || isConsole === true ? 'statsig' : 'colorteller';
  return { kind, url, key, certificate: null };
}

/** @throws AppError UNAUTHORIZED for what no header can carry. */
function checkKey(key: string | null): string | null {
  if (key === null || /^[\x21-\x7e]+$/.test(key)) return key;
  throw new AppError('UNAUTHORIZED', 'the key is empty, or contains white space', {
    action: 'Check the key that --key, COLORTELLER_KEY or the context gives; it is never printed.',
  });
}
