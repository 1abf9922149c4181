/**
 * Where the files of one run are kept for good, as one attempt of it sees that: on this machine, where nothing has to be
 * done, or at a server elsewhere. The executor's side is the same: files lie in the run's folder of this machine.
 *
 * Calls of one object do not overlap, except that logs are independent of the rest.
 */
export interface RunFiles {
  /**
   * Before the attempt starts (`fresh`), what earlier attempts and uploads left is put into the run's folder; for one that
   * runs already nothing is fetched. `ship` does nothing before this.
   */
  begin(fresh: boolean): Promise<void>;
  /** Stores what changed in the run's folder; `final`: everything, also what was written a moment ago. */
  ship(final: boolean): Promise<void>;
  /** The stored log of an attempt, made when there is none. */
  openLog(attempt: number): Promise<GrowingFile>;
  /** The last bytes of the stored log of an attempt; empty when there is none. */
  logEnd(attempt: number, atMost: number): Promise<Buffer>;
}

/**
 * A file to whose end things are added. After a failed call it is closed and opened again; one that was taken away meanwhile
 * (a job may remove its own folder) fails, so that nothing is added to what nobody will find.
 */
export interface GrowingFile {
  /** Its last bytes, and how long it is. */
  end(atMost: number): Promise<{ readonly bytes: Buffer; readonly length: number }>;
  /** Cuts off what is behind the first `length` bytes. */
  cut(length: number): Promise<void>;
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything is on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}
