import {once} from 'node:events';
import {connect, type AddressInfo, type Socket} from 'node:net';
import Fastify, {type FastifyInstance} from 'fastify';
import {afterEach, describe, expect, it} from 'vitest';
import {Refusal} from './errors.ts';
import {openStopping} from './stopping.ts';

const running: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of running.splice(0)) await app.close();
});

/** A server with a route that answers when it is let go, and one that answers at once. */
const aServer = async (options: object = {}) => {
  const app = Fastify({forceCloseConnections: true, return503OnClosing: false});
  const stopping = openStopping(app, options);
  let release = () => {};
  let reached = () => {};
  const atWork = new Promise<void>((resolve) => (reached = resolve));
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  app.addHook('onRequest', async () => arrive());
  app.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof Refusal ? error.status : 500).send({code: (error as Refusal).code}),
  );
  app.post('/slow', async () => {
    reached();
    await new Promise<void>((resolve) => (release = resolve));
    return {ok: true};
  });
  app.get('/quick', async () => ({ok: true}));
  app.get('/readyz', async () => ({begun: stopping.begun}));
  await app.listen({port: 0, host: '127.0.0.1'});
  running.push(app);
  const {port} = app.server.address() as AddressInfo;
  return {
    app,
    stopping,
    port,
    arrived,
    atWork,
    letGo: () => release(),
    url: `http://127.0.0.1:${port}`,
  };
};

const post = 'POST /slow HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
/** All that comes until the server ends the connection. */
const read = async (socket: Socket) => {
  let text = '';
  socket.on('data', (data) => (text += String(data)));
  await once(socket, 'close');
  return text;
};
const isOver = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);

describe('stopping', () => {
  it('answers what it has taken before it is over', async () => {
    const {stopping, url, atWork, letGo} = await aServer();
    const answer = fetch(`${url}/slow`, {method: 'POST'});
    await atWork;
    const stopped = stopping.stop();
    expect(await isOver(stopped)).toBe(false);
    letGo();
    await stopped;
    expect((await answer).status).toBe(200);
  });

  it('refuses what is new meanwhile, and still says how it is', async () => {
    const {stopping, url, atWork, letGo} = await aServer();
    const answer = fetch(`${url}/slow`, {method: 'POST'});
    await atWork;
    const stopped = stopping.stop();
    const refused = await fetch(`${url}/quick`);
    expect([refused.status, await refused.json()]).toEqual([503, {code: 'stopping'}]);
    expect(refused.headers.get('connection')).toBe('close');
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({begun: true});
    letGo();
    await Promise.all([stopped, answer]);
  });

  it('goes on serving for as long as it was told to, and says that the end has begun', async () => {
    const {stopping, url} = await aServer();
    const stopped = stopping.stop({drainMs: 60_000});
    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({begun: true});
    expect((await fetch(`${url}/quick`)).status).toBe(200);
    expect(await isOver(stopped)).toBe(false);
  });

  it('refuses a request whose body does not come', async () => {
    const {stopping, port, arrived} = await aServer({bodyMs: 20});
    const socket = connect(port, '127.0.0.1');
    const answer = read(socket);
    socket.write(`${post}content-length: 2\r\n\r\n{`);
    await arrived;
    await stopping.stop();
    expect(await answer).toMatch(/^HTTP\/1.1 503 [^]*"stopping"/);
  });

  it('is over, whatever does not end', async () => {
    const {stopping, url, atWork, letGo} = await aServer({bodyMs: 10, cutMs: 20});
    const answer = fetch(`${url}/slow`, {method: 'POST'});
    await atWork;
    await stopping.stop();
    letGo();
    await answer;
  });

  it('tells streams to end', async () => {
    const {stopping} = await aServer();
    expect(stopping.signal.aborted).toBe(false);
    await stopping.stop();
    expect(stopping.signal.aborted).toBe(true);
  });
});
