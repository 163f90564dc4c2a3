import { AppError } from '../../orchestrator/common/errors/app-error.ts';

/**
 * The address of the orchestrator, as the Pulumi config gives it.
 * @throws AppError BAD_INPUT that says what to set, when there is none or it is not an http address.
 */
export function requireUrl(url: string | undefined): string {
  if (url !== undefined && /^https?:\/\//.test(url) && URL.canParse(url)) return url;
  const found = url === undefined ? 'is not set' : `is "${url}", which is no http address`;
  throw new AppError('BAD_INPUT', `The Pulumi config value colorteller:url ${found}.`, {
    action:
      'Start an orchestrator (npx colorteller up), then: pulumi config set colorteller:url http://127.0.0.1:PORT',
    details: { url },
  });
}
