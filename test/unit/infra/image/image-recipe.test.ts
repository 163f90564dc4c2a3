import { describe, expect, it } from 'vitest';
import { dockerfileOf, imageTag } from '../../../../infra/image/image-recipe.ts';

const scratch = {
  kind: 'from-scratch' as const,
  node: '/opt/node/bin/node',
  libraries: ['/lib/a/libc.so.6', '/lib/a/libm.so.6', '/lib64/ld.so'],
  packages: [],
};
const bundles = (text: string) => new Map([['main.cjs', Buffer.from(text)]]);
const content = {
  repository: 'colorteller',
  bundles: bundles('b'),
  dockerfile: 'd',
  nodeIdentity: 'n',
};

describe('dockerfileOf', () => {
  it('builds from scratch with this machine’s node and its libraries', () => {
    expect(dockerfileOf(scratch)).toBe(`FROM scratch
COPY runtime/ /
ENV LD_LIBRARY_PATH=/lib/a:/lib64
LABEL dev.colorteller.service=colorteller
COPY --chown=65532:65532 region/ /region/
WORKDIR /region
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 CONFIG_FILE=/region/config.json TABLE_FILE=/region/table.json
EXPOSE 8080
STOPSIGNAL SIGTERM
USER 65532:65532
ENTRYPOINT ["/node","/app/main.cjs"]
COPY app/ /app/
`);
  });

  it('sets no library folder for a static node', () => {
    expect(dockerfileOf({ ...scratch, libraries: [] })).not.toContain('LD_LIBRARY_PATH');
  });

  it('gives a base image the same entry point', () => {
    const lines = dockerfileOf({ kind: 'base-image', baseImage: 'node:24-alpine' }).split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'FROM node:24-alpine',
      'RUN ln -s "$(command -v node)" /node',
    ]);
    expect(lines).toContain('ENTRYPOINT ["/node","/app/main.cjs"]');
  });
});

describe('imageTag', () => {
  it('is a short hash, equal for equal content', () => {
    expect(imageTag(content)).toMatch(/^colorteller:[0-9a-f]{12}$/);
    expect(imageTag({ ...content, bundles: bundles('b') })).toBe(imageTag(content));
  });

  it.each([
    ['bundle', { ...content, bundles: bundles('c') }],
    ['name of a bundle', { ...content, bundles: new Map([['other.cjs', Buffer.from('b')]]) }],
    ['Dockerfile', { ...content, dockerfile: 'e' }],
    ['node', { ...content, nodeIdentity: 'm' }],
    ['border between two parts', { ...content, dockerfile: 'dn', nodeIdentity: '' }],
  ])('differs with another %s', (_name, other) => {
    expect(imageTag(other)).not.toBe(imageTag(content));
  });
});
