import type { AccessMemory, BackupDeps, ComplianceDeps, EvidenceDeps, ExportDeps, Idempotency, Importer, ReportDeps, RetainingDeps, Sessions, Softphones, WebhookDeps } from '../app/usecases/index.js';
import type { TableFiles } from '../app/ports/files.js';
import type { Rehearser } from '../app/ports/rehearsal.js';
import type { Instant } from '../core/units.js';

export interface HttpSettings {
  readonly host: string;
  readonly port: number;
  /** Mark the session cookie Secure (behind TLS). */
  readonly cookieSecure: boolean;
  /** Milliseconds a password or code that was given lasts for grave acts; default 10 minutes. */
  readonly proofLasts?: number;
  /** Bearer token for /metrics from anywhere but loopback; null: loopback only. */
  readonly metricsToken: string | null;
  /** Is a public address meant? Only said in the start-up log. */
  readonly public: boolean;
  /** Addresses of proxies whose X-Forwarded-For is believed; none by default. */
  readonly trustedProxies?: readonly string[];
  /** Requests a minute for one user or address; default 1200. */
  readonly requestsPerMinute?: number;
  /** Largest upload in bytes; default 4 GiB. */
  readonly uploadLimit?: number;
  /** More sources the page may connect to, e.g. the switch's `wss://sip.example:7443`. */
  readonly connectSources?: readonly string[];
  /** Who may ask for the directory of browsers' registrations; absent: nobody. */
  readonly switch?: { readonly secret: string | null; readonly addresses: readonly string[] };
  /** `from` of the installation shown in OpenAPI. */
  readonly version?: string;
}

/** What the HTTP server is given. */
export interface HttpDeps extends WebhookDeps, ExportDeps, EvidenceDeps, ComplianceDeps, ReportDeps, BackupDeps, RetainingDeps {
  readonly importer: Importer;
  /** Opens uploaded tables that are read at once. */
  readonly tables: TableFiles;
  readonly softphones: Softphones;
  /** A thread for rehearsals; absent: they are played where they are asked. */
  readonly rehearser?: Rehearser;
  /** Has it begun to close? */
  readonly stopping?: () => boolean;
  /** The whole text of /metrics; no personal data in it. */
  metricsText(): Promise<string>;
  readonly recordingsRoot: string;
  /** Folder of daily files. */
  readonly exportsRoot: string;
  /** Where uploads wait while they are read; default: the system's temporary folder. */
  readonly uploadsRoot?: string;
  /** Folder of the built console, served at `/`; null: none. */
  readonly consoleRoot: string | null;
  readonly settings: HttpSettings;
}

/** One server's own state, beside what it was given. */
export interface HttpContext {
  readonly deps: HttpDeps;
  readonly sessions: Sessions;
  readonly idempotency: Idempotency;
  readonly audited: AccessMemory;
  readonly startedAt: Instant;
}
