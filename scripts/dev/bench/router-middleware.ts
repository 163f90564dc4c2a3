import { Agent, createServer } from 'node:http';
import { createProxyMiddleware } from 'http-proxy-middleware';

/** What people write who need no router of ours: http-proxy-middleware, which splits by weight and keeps nobody anywhere. */
const [port = '', ...shares] = process.argv.slice(2);
const targets = shares.flatMap((share) => {
  const [target = '', weight = ''] = share.split('=');
  return Array.from({ length: Number(weight) }, () => target);
});
const proxy = createProxyMiddleware({
  router: () => targets[Math.floor(Math.random() * targets.length)],
  target: targets[0] ?? '',
  agent: new Agent({ keepAlive: true, scheduling: 'lifo', maxFreeSockets: 256 }),
});
createServer((request, response) => {
  void proxy(request, response, () => undefined);
}).listen(Number(port), '127.0.0.1');
