import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { distPath } from '../../../orchestrator/common/package-root.ts';
import { SMALL_HEAP } from '../../../services/router/small-heap.ts';

/** A cell with the port of its only replica. */
export interface BenchCell {
  name: string;
  weight: number;
  port: number;
}

/** A program before the cells. */
export interface Contender {
  name: string;
  /** Starts it on a port; it is one process with one thread, as the router is. */
  start: (folder: string, port: number, cells: readonly BenchCell[]) => Promise<string[]>;
}

const origin = ({ port }: BenchCell) => `http://127.0.0.1:${port}`;

/** The router first; the others as far as this machine has them. */
export async function contendersHere(): Promise<Contender[]> {
  const all: Contender[] = [
    {
      name: 'router',
      start: async (folder, port, cells) => {
        const table = path.join(folder, 'table.json');
        await writeFile(
          table,
          JSON.stringify({
            version: '1',
            region: 'us-west1',
            cells: cells.map((cell) => ({
              name: cell.name,
              weight: cell.weight,
              replicas: [origin(cell)],
            })),
          }),
        );
        const variables = [`PORT=${port}`, `TABLE_FILE=${table}`, 'LOG_LEVEL=silent'];
        const main = distPath('services/router/main.js');
        return ['env', ...variables, process.execPath, ...SMALL_HEAP, main];
      },
    },
    {
      name: 'http-proxy-middleware',
      start: (_folder, port, cells) =>
        Promise.resolve([
          process.execPath,
          distPath('scripts/dev/bench/router-middleware.js'),
          `${port}`,
          ...cells.map((cell) => `${origin(cell)}=${cell.weight}`),
        ]),
    },
    {
      name: 'haproxy',
      start: async (folder, port, cells) => {
        const file = path.join(folder, 'haproxy.cfg');
        await writeFile(file, haproxyConfig(port, cells));
        return ['haproxy', '-db', '-f', file];
      },
    },
    {
      name: 'nginx',
      start: async (folder, port, cells) => {
        const file = path.join(folder, 'nginx.conf');
        await writeFile(file, nginxConfig(folder, port, cells));
        return ['nginx', '-e', path.join(folder, 'nginx.log'), '-c', file];
      },
    },
  ];
  const present = await Promise.all(
    all.map(async (contender) => [contender, await isPresent(contender.name)] as const),
  );
  return present.flatMap(([contender, isHere]) => (isHere ? [contender] : []));
}

async function isPresent(name: string): Promise<boolean> {
  if (name !== 'haproxy' && name !== 'nginx') return true;
  const { failed } = await execa(name, ['-v'], { reject: false });
  return !failed;
}

const haproxyConfig = (port: number, cells: readonly BenchCell[]) => `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  http-reuse always
frontend front
  bind 127.0.0.1:${port}
  default_backend cells
backend cells
  balance hdr(x-user-id)
  hash-type consistent
  option httpchk GET /readyz
${cells.map(({ name, weight, port: at }) => `  server ${name} 127.0.0.1:${at} weight ${weight} check inter 1s`).join('\n')}
`;

const nginxConfig = (folder: string, port: number, cells: readonly BenchCell[]) => `daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  keepalive_requests 10000000;
  upstream cells {
    hash $http_x_user_id consistent;
${cells.map(({ weight, port: at }) => `    server 127.0.0.1:${at} weight=${weight};`).join('\n')}
    keepalive 64;
    keepalive_requests 10000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://cells;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
