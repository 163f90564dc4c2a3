import type {
  Exposure,
  ExposureSummary,
} from '../../../orchestrator/integrations/exposures/exposure.ts';
import type { Paint } from './paint.ts';

/** One report of an SDK as a line. */
export function renderExposure(paint: Paint, exposure: Exposure): string {
  const { atMs, userID, region, value } = exposure;
  const who = userID ?? 'someone';
  const where = region === null || region === who ? '' : ` in ${region}`;
  const answer = value === null ? '' : ` ${value ? 'yes' : 'no'}`;
  return `${paint('dim', timeOf(atMs))}  ${paint('bold', who)}${where}: ${whatOf(exposure)}${answer}`;
}

/** Equal reports as one line with their count. */
export function renderExposureSummary(paint: Paint, summary: ExposureSummary): string {
  const { count, region, environment, lastAtMs } = summary;
  const times = `${String(count).padStart(6)}×`;
  const where = region ?? environment;
  return `${times}  ${paint('bold', where)}: ${whatOf(summary)}  ${paint('dim', `last ${timeOf(lastAtMs)}`)}`;
}

function whatOf({
  config,
  configVersion,
  release,
  rule,
}: Pick<Exposure, 'config' | 'configVersion' | 'release' | 'rule'>): string {
  const version = configVersion === null ? '' : ` version ${configVersion}`;
  const by = release === null ? '' : ` of ${release}`;
  return `${config}${version}${by}, rule ${rule}`;
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}
