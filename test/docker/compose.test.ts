/** What can be checked of docker/ without an engine: the file is a compose file, and all it names exists. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const docker = join(root, 'docker');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  network_mode?: string;
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string>;
  env_file?: { path: string }[];
  depends_on?: Record<string, unknown>;
}
const compose = parse(text('docker/compose.yaml')) as { services: Record<string, Service>; volumes: Record<string, unknown> };
const services = Object.entries(compose.services);
const mounts = services.flatMap(([name, service]) => (service.volumes ?? []).map((mount) => ({ name, source: mount.split(':')[0] ?? '', target: mount.split(':')[1] ?? '' })));

/** Names a service may be given: the server's settings, or the variables sip-profiles reads. */
const settings = new Set([...text('.env.example').matchAll(/^#?(DUNWELL_\w+)=/gm)].map((found) => found[1]));
const switchNames = new Set([...text('sip-profiles/vars.xml').matchAll(/=\$(\w+)"/g)].map((found) => found[1]));
const namesOf = (file: string): string[] => [...text(file).matchAll(/^#?([A-Z]\w+)=/gm)].map((found) => found[1] ?? '');

describe('docker', () => {
  it('has the server, the switch and Redis, each image with a tag', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['redis', 'server', 'switch']);
    for (const [, service] of services) expect(service.image).toMatch(/:\d[\w.-]*$/);
    for (const [, service] of services) for (const other of Object.keys(service.depends_on ?? {})) expect(compose.services).toHaveProperty(other);
  });

  it('mounts only what exists', () => {
    for (const { source } of mounts) {
      if (source.startsWith('.')) expect(existsSync(join(docker, source)), source).toBe(true);
      else expect(compose.volumes, source).toHaveProperty(source);
    }
  });

  it('gives the switch and the server recordings and sounds under the same path', () => {
    for (const volume of ['recordings', 'sounds']) {
      const paths = mounts.filter((mount) => mount.source === volume).map((mount) => mount.target);
      expect(paths).toHaveLength(2);
      expect(new Set(paths).size).toBe(1);
    }
    const { environment } = compose.services['server'] ?? {};
    expect(mounts.map((mount) => mount.target)).toEqual(expect.arrayContaining([environment?.['DUNWELL_RECORDINGS'], environment?.['DUNWELL_SOUNDS'], dirname(environment?.['DUNWELL_DB'] ?? '')]));
  });

  it('sets only what exists', () => {
    const server = [...Object.keys(compose.services['server']?.environment ?? {}), ...namesOf('docker/server.env.example'), ...namesOf('docker/esl.env.example')];
    expect(server.filter((name) => !settings.has(name))).toEqual([]);
    const toSwitch = [...Object.keys(compose.services['switch']?.environment ?? {}), ...namesOf('docker/switch.env.example'), ...namesOf('docker/esl.env.example')];
    expect(toSwitch.filter((name) => !switchNames.has(name))).toEqual([]);
  });

  it('takes each secret from a file that has an example and is never committed', () => {
    const ignored = text('docker/.gitignore').split('\n');
    for (const [, service] of services) {
      for (const { path } of service.env_file ?? []) {
        expect(existsSync(join(docker, `${path}.example`)), path).toBe(true);
        expect(ignored).toContain(path.replace('./', ''));
      }
    }
  });

  it('publishes nothing beyond 127.0.0.1', () => {
    for (const [name, service] of services) {
      for (const port of service.ports ?? []) expect(port, name).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    }
    // On the host's network it is the programs that bind: loopback, unless an environment file says otherwise.
    for (const [, variable] of text('sip-profiles/vars.xml').matchAll(/cmd="set" data="(dunwell_\w+_ip=[^"]*)"/g)) expect(variable).toMatch(/=(127\.0\.0\.1|\$\$\{dunwell_\w+_ip\})$/);
    expect(compose.services['server']?.environment).not.toHaveProperty('DUNWELL_HTTP_HOST');
  });

  it('builds from files that exist, and lets them into the build', () => {
    const { build } = compose.services['server'] ?? {};
    const dockerfile = readFileSync(join(docker, build?.context ?? '', build?.dockerfile ?? ''), 'utf8');
    const allowed = text('docker/Dockerfile.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    for (const [, sources = ''] of dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
      for (const source of sources.split(' ')) {
        expect(existsSync(join(root, source)), source).toBe(true);
        expect(allowed).toContain(source);
      }
    }
  });
});
