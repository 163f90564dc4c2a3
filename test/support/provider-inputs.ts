import { LABELS } from '../../infra/program/labels.ts';

export type Bag = Record<string, unknown>;

const URN = 'urn:pulumi:west::colorteller::colorteller:index:Region$';
export const CONTAINER = `${URN}docker:index/container:Container::us-west1-0`;
export const NETWORK = `${URN}docker:index/network:Network::regions`;
export const VOLUME = `${URN}docker:index/volume:Volume::cache`;
export const REMOTE_IMAGE = `${URN}docker:index/remoteImage:RemoteImage::service`;
export const REGION_CONFIG = `${URN}colorteller:index:RegionConfig::us-west1`;

/** Inputs of a container as a program may give them. */
export const container: Bag = {
  name: 'us-west1-0',
  image: 'colorteller:1',
  envs: ['REGION=us-west1', 'PORT=8080'],
  labels: [
    { label: LABELS.region, value: 'us-west1' },
    { label: LABELS.host, value: 'unix:///var/run/docker.sock' },
  ],
  ports: [
    { internal: 8080, external: 4401 },
    { internal: 9090, external: 4402 },
  ],
  networksAdvanced: [{ name: 'regions', aliases: ['us-west1'] }],
  memory: 128,
};
/** The same as an engine records them. */
export const recorded: Bag = { ...container, mustRun: true, restart: 'no' };

/** Inputs of a region config. */
export const regionConfig: Bag = {
  region: 'us-west1',
  host: 'process:///srv/regions',
  path: '/etc/colorteller/config.json',
  config: { color: 'blue', release: null, configVersion: 1 },
  targets: [
    { container: 'c0', url: 'http://127.0.0.1:4401' },
    { container: 'c1', url: 'http://127.0.0.1:4402' },
  ],
  readyTimeoutMs: 1000,
};
