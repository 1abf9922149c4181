/** Scalars and more, as a JSON document holds them. */
export type Document = { readonly [key: string]: unknown };

/** Another run, as far as queries reach it. */
export interface RelatedRun {
  readonly uuid: string;
  readonly name: string | null;
  readonly kind: string | null;
}

/** A run with everything that a query can ask about. Times are milliseconds since the epoch, spans seconds. */
export interface QueryableRun {
  readonly uuid: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly project: string;
  readonly user: string | null;
  readonly kind: string;
  readonly runtime: string | null;
  readonly managedBy: string;
  readonly pending: string | null;
  readonly status: string;
  readonly liveState: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly scheduleAt: number | null;
  readonly waitTime: number | null;
  readonly duration: number | null;
  readonly tags: readonly string[];
  readonly inputs: Document | null;
  readonly outputs: Document | null;
  readonly metaInfo: Document;
  /** The least and the greatest value of each metric that has any. */
  readonly least: Document;
  readonly most: Document;
  readonly original: RelatedRun | null;
  /** How it came from its original. */
  readonly cloningKind: string | null;
  readonly pipeline: RelatedRun | null;
  readonly controller: RelatedRun | null;
  /** Runs that it took something from, and that took from it. */
  readonly upstream: readonly RelatedRun[];
  readonly downstream: readonly RelatedRun[];
  readonly componentState: string | null;
  readonly queue: string | null;
  readonly agent: string | null;
  /** Cores, bytes and devices that it asks for. */
  readonly resources: { readonly cpu: number; readonly memory: number; readonly gpu: number };
  readonly artifacts: readonly {
    readonly name: string;
    readonly kind: string;
    readonly state: string;
    readonly isInput: boolean;
  }[];
}

/** Who asks, and when. */
export interface Asking {
  readonly now: number;
  /** The name under which the asker's runs are stored; null: nobody in particular. */
  readonly user: string | null;
  /** Where the installation runs its runs. */
  readonly namespace: string | null;
}
