/** What Pulumi opens by itself; other addresses would be taken for one of Pulumi Cloud. */
const SCHEMES = ['file', 's3', 'gs', 'azblob', 'postgres', 'https', 'http'];
const SECRET_NAME = /pass|secret|token|credential|signature|^sig$/i;

/** Pulumi's file backend in the workspace, which is also what is taken where nothing is said. */
export const FILE_BACKEND = 'file';

/**
 * Why a text cannot be the address of a Pulumi backend; undefined when it can. Credentials come from the environment only:
 * an address is stored in files, logs and states.
 */
export function backendProblem(text: string): string | undefined {
  if (text === FILE_BACKEND) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url?.protocol.slice(0, -1) ?? '';
  if (url === undefined || !SCHEMES.includes(scheme) || !/^\w+:\/\//.test(text)) {
    return `write ${FILE_BACKEND}, or a URL that Pulumi takes (${SCHEMES.join(', ')})`;
  }
  const secrets = [...url.searchParams.keys()].filter((name) => SECRET_NAME.test(name));
  if (url.password === '' && secrets.length === 0) return undefined;
  return 'leave the credentials out: Pulumi reads them from the environment (PGUSER and PGPASSWORD, AWS_ACCESS_KEY_ID, PULUMI_ACCESS_TOKEN …)';
}

/** An address as it may be shown: what could be a secret is hidden. */
export function maskedBackend(text: string): string {
  // The place of a secret is unknown in an invalid address.
  if (!/^\w+:\/\//.test(text) || !URL.canParse(text))
    return `"${text.split(/[:@/]/, 1).join('')}…"`;
  const url = new URL(text);
  if (url.password !== '') url.password = 'HIDDEN';
  for (const name of url.searchParams.keys()) {
    if (SECRET_NAME.test(name)) url.searchParams.set(name, 'HIDDEN');
  }
  return url.href;
}
