// The collector's HTTP server without the collector: reads a body and answers, for `collector.ts`.
import Fastify from 'fastify';

const app = Fastify({bodyLimit: 256 * 1024});
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', {parseAs: 'buffer'}, (_request, body, done) => done(null, body));
app.post('/v1/touchpoints', async () => ({stored: 20, duplicates: 0, refused: []}));
await app.listen({port: 0, host: '127.0.0.1'});
const address = app.server.address();
process.send?.(typeof address === 'object' ? address?.port : undefined);
