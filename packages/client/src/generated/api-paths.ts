// Generated from the API's OpenAPI document by `npm run generate -w @polyaxon/client`. Do not edit.
export interface paths {
    "/agent/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The agents, what they hold, and when they called in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            results: {
                                heartbeat_at: string;
                                held: number;
                                lost_at: string | null;
                                name: string;
                                queues: string[];
                                registered_at: string;
                                resources: {
                                    cpu: number;
                                    devices: string[];
                                    gpu: number;
                                    memory: number;
                                } | null;
                                slots: number;
                                /** @enum {string} */
                                state: "here" | "silent" | "lost" | "revoked";
                                taken: {
                                    cpu: number;
                                    gpu: number;
                                    memory: number;
                                };
                                version: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/poll": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Waits for work and for orders to stop; hanging up ends the wait */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        free_slots: number;
                        /** @default 20000 */
                        wait_ms?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            claims: {
                                [key: string]: unknown;
                            }[];
                            register?: boolean;
                            stop: {
                                [key: string]: unknown;
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announces an agent; answers the attempts it holds and what this server understands */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        instance: string;
                        /** @default 1 */
                        protocol?: number;
                        /** @default [] */
                        queues?: string[];
                        resources?: {
                            cpuMillis: number;
                            gpus: string[];
                            memoryBytes: number;
                        } | null;
                        session?: {
                            /**
                             * @default unknown
                             * @enum {string}
                             */
                            before: "itself" | "ended" | "unknown";
                            /** @default null */
                            earlier: string[] | null;
                            id: string;
                        } | null;
                        slots: number;
                        /** @default unknown */
                        version?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            after_another: boolean;
                            held: {
                                [key: string]: unknown;
                            }[];
                            name: string;
                            server: {
                                oldest_agent: string;
                                protocol: number;
                                version: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What became of attempts; `stale` for one that the agent does not hold */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reports: ({
                            attempt: number;
                            claimedAt?: number;
                            condition: {
                                message?: string | null;
                                reason?: string | null;
                                type: string;
                            };
                            /** @enum {string} */
                            kind: "status";
                            run: string;
                        } | {
                            attempt: number;
                            claimedAt?: number;
                            /** @enum {string} */
                            kind: "finished";
                            outcome: {
                                exitCode: number;
                                /** @enum {string} */
                                kind: "exited";
                                message?: string | null;
                                signal?: string | null;
                            } | {
                                /** @enum {string} */
                                kind: "failed";
                                message: string;
                                reason: string;
                                /** @default false */
                                retryable?: boolean;
                            } | {
                                /** @enum {string} */
                                kind: "stopped";
                                message?: string | null;
                            };
                            run: string;
                        })[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            acks: {
                                [key: string]: unknown;
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/runs/{uuid}/attempts/{attempt}/append": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds bytes to a file that is `length` bytes long (cut to `keep` first); 409 with its length when it is not */
        post: {
            parameters: {
                query: {
                    claimed?: number;
                    keep?: number;
                    length: number;
                    path: string;
                };
                header?: never;
                path: {
                    attempt: number;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            length: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/runs/{uuid}/attempts/{attempt}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Bytes of one file from `offset`, or its last `tail` bytes; `X-Polyaxon-Length` tells how long it is */
        get: {
            parameters: {
                query: {
                    claimed?: number;
                    offset?: number;
                    path: string;
                    tail?: number;
                };
                header?: never;
                path: {
                    attempt: number;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/runs/{uuid}/attempts/{attempt}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every file of the run with its size */
        get: {
            parameters: {
                query?: {
                    claimed?: number;
                };
                header?: never;
                path: {
                    attempt: number;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            files: {
                                path: string;
                                size: number;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/runs/{uuid}/attempts/{attempt}/track": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Values and lineage that an attempt tracked */
        post: {
            parameters: {
                query?: {
                    claimed?: number;
                };
                header?: never;
                path: {
                    attempt: number;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        artifacts?: {
                            isInput: boolean;
                            kind: string;
                            name: string;
                            path: string | null;
                            state: string;
                            summary: {
                                [key: string]: unknown;
                            };
                        }[];
                        description?: string;
                        inputs?: {
                            [key: string]: unknown;
                        };
                        metaInfo?: {
                            [key: string]: unknown;
                        };
                        name?: string;
                        outputs?: {
                            [key: string]: unknown;
                        };
                        tags?: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            kind: "accepted" | "stale";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/runs/{uuid}/attempts/{attempt}/whole-file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Stores a whole file in place of what was there */
        put: {
            parameters: {
                query: {
                    claimed?: number;
                    path: string;
                };
                header?: never;
                path: {
                    attempt: number;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            length: number;
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/runs/{uuid}/unserved": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a run waits for an agent, and why none that is connected will take it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            waits: boolean;
                            why: string | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a token with which an agent may speak under a name; it is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            name: string;
                            token: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v1/tokens/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes an agent's tokens; its jobs go on, but it can no longer report them */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            revoked: number;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One project */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bookmarked: boolean;
                            created_at: string;
                            description: string | null;
                            live_state: number;
                            name: string;
                            owner: string;
                            readme: string | null;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                        };
                    };
                };
            };
        };
        /** Change a project; given fields replace */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string | null;
                        name?: string | null;
                        readme?: string | null;
                        tags?: string[] | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bookmarked: boolean;
                            created_at: string;
                            description: string | null;
                            live_state: number;
                            name: string;
                            owner: string;
                            readme: string | null;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                        };
                    };
                };
            };
        };
        post?: never;
        /** Delete a project with its runs */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a project; given fields replace */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string | null;
                        name?: string | null;
                        readme?: string | null;
                        tags?: string[] | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bookmarked: boolean;
                            created_at: string;
                            description: string | null;
                            live_state: number;
                            name: string;
                            owner: string;
                            readme: string | null;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/{owner}/{project}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Archive with its runs; unfinished ones are asked to stop */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/bookmark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bookmark a project */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore with its runs */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the runs of a project */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: {
                                bookmarked: boolean;
                                created_at: string;
                                duration: number | null;
                                finished_at: string | null;
                                inputs: {
                                    [key: string]: unknown;
                                } | null;
                                is_managed: boolean;
                                kind: string;
                                managed_by: string;
                                meta_info: {
                                    [key: string]: unknown;
                                };
                                name: string | null;
                                original: {
                                    kind: string | null;
                                    name: string | null;
                                    uuid: string;
                                } | null;
                                outputs: {
                                    [key: string]: unknown;
                                } | null;
                                pending: string | null;
                                pipeline: {
                                    kind: string | null;
                                    name: string | null;
                                    uuid: string;
                                } | null;
                                resources: {
                                    cost: number;
                                    cpu: number;
                                    custom: number;
                                    gpu: number;
                                    memory: number;
                                };
                                runtime: string | null;
                                schedule_at: string | null;
                                settings: {
                                    [key: string]: unknown;
                                };
                                started_at: string | null;
                                status: string;
                                tags: string[];
                                updated_at: string;
                                user: string | null;
                                uuid: string;
                                wait_time: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Submit an operation, or record a run that something else executes */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        content?: (string | {
                            [key: string]: unknown;
                        }) | null;
                        description?: string | null;
                        is_approved?: boolean | null;
                        is_managed?: boolean | null;
                        managed_by?: ("agent" | "cli" | "user") | null;
                        meta_info?: {
                            [key: string]: unknown;
                        } | null;
                        name?: string | null;
                        pending?: ("approval" | "upload" | "cache" | "build") | null;
                        tags?: string[] | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            content: string | null;
                            description: string | null;
                            is_managed: boolean;
                            kind: string;
                            managed_by: string;
                            meta_info: {
                                [key: string]: unknown;
                            };
                            name: string | null;
                            pending: string | null;
                            settings: {
                                [key: string]: unknown;
                            };
                            tags: string[];
                            uuid: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run with its specification */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bookmarked: boolean;
                            content: string | null;
                            created_at: string;
                            description: string | null;
                            duration: number | null;
                            finished_at: string | null;
                            inputs: {
                                [key: string]: unknown;
                            } | null;
                            is_managed: boolean;
                            kind: string;
                            live_state: number;
                            managed_by: string;
                            meta_info: {
                                [key: string]: unknown;
                            };
                            name: string | null;
                            original: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            outputs: {
                                [key: string]: unknown;
                            } | null;
                            owner: string;
                            pending: string | null;
                            pipeline: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            project: string;
                            raw_content: string | null;
                            readme: string | null;
                            resources: {
                                cost: number;
                                cpu: number;
                                custom: number;
                                gpu: number;
                                memory: number;
                            };
                            runtime: string | null;
                            schedule_at: string | null;
                            settings: {
                                [key: string]: unknown;
                            };
                            started_at: string | null;
                            status: string;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                            wait_time: number | null;
                        };
                    };
                };
            };
        };
        /** Change a run; given fields replace, or with `merge` are added */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string | null;
                        inputs?: {
                            [key: string]: unknown;
                        } | null;
                        merge?: boolean | null;
                        meta_info?: {
                            [key: string]: unknown;
                        } | null;
                        name?: string | null;
                        outputs?: {
                            [key: string]: unknown;
                        } | null;
                        readme?: string | null;
                        tags?: string[] | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bookmarked: boolean;
                            content: string | null;
                            created_at: string;
                            description: string | null;
                            duration: number | null;
                            finished_at: string | null;
                            inputs: {
                                [key: string]: unknown;
                            } | null;
                            is_managed: boolean;
                            kind: string;
                            live_state: number;
                            managed_by: string;
                            meta_info: {
                                [key: string]: unknown;
                            };
                            name: string | null;
                            original: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            outputs: {
                                [key: string]: unknown;
                            } | null;
                            owner: string;
                            pending: string | null;
                            pipeline: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            project: string;
                            raw_content: string | null;
                            readme: string | null;
                            resources: {
                                cost: number;
                                cpu: number;
                                custom: number;
                                gpu: number;
                                memory: number;
                            };
                            runtime: string | null;
                            schedule_at: string | null;
                            settings: {
                                [key: string]: unknown;
                            };
                            started_at: string | null;
                            status: string;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                            wait_time: number | null;
                        };
                    };
                };
            };
        };
        post?: never;
        /** Delete a run with its children */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Change a run; given fields replace, or with `merge` are added */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string | null;
                        inputs?: {
                            [key: string]: unknown;
                        } | null;
                        merge?: boolean | null;
                        meta_info?: {
                            [key: string]: unknown;
                        } | null;
                        name?: string | null;
                        outputs?: {
                            [key: string]: unknown;
                        } | null;
                        readme?: string | null;
                        tags?: string[] | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bookmarked: boolean;
                            content: string | null;
                            created_at: string;
                            description: string | null;
                            duration: number | null;
                            finished_at: string | null;
                            inputs: {
                                [key: string]: unknown;
                            } | null;
                            is_managed: boolean;
                            kind: string;
                            live_state: number;
                            managed_by: string;
                            meta_info: {
                                [key: string]: unknown;
                            };
                            name: string | null;
                            original: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            outputs: {
                                [key: string]: unknown;
                            } | null;
                            owner: string;
                            pending: string | null;
                            pipeline: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            project: string;
                            raw_content: string | null;
                            readme: string | null;
                            resources: {
                                cost: number;
                                cpu: number;
                                custom: number;
                                gpu: number;
                                memory: number;
                            };
                            runtime: string | null;
                            schedule_at: string | null;
                            settings: {
                                [key: string]: unknown;
                            };
                            started_at: string | null;
                            status: string;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                            wait_time: number | null;
                        };
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a held run go on */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Archive with its children; unfinished ones are asked to stop */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/artifacts_lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a run used and made */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: {
                                is_input: boolean;
                                kind: string;
                                meta_info: {
                                    run: {
                                        name: string | null;
                                        uuid: string;
                                    };
                                };
                                name: string;
                                path: string | null;
                                run: string;
                                state: string;
                                summary: {
                                    [key: string]: unknown;
                                };
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Add or replace items, by name and state */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        artifacts: {
                            is_input?: boolean | null;
                            kind?: string | null;
                            name: string;
                            path?: string | null;
                            state?: string | null;
                            summary?: {
                                [key: string]: unknown;
                            } | null;
                        }[];
                    } | {
                        is_input?: boolean | null;
                        kind?: string | null;
                        name: string;
                        path?: string | null;
                        state?: string | null;
                        summary?: {
                            [key: string]: unknown;
                        } | null;
                    }[] | {
                        is_input?: boolean | null;
                        kind?: string | null;
                        name: string;
                        path?: string | null;
                        state?: string | null;
                        summary?: {
                            [key: string]: unknown;
                        } | null;
                    };
                };
            };
            responses: {
                /** @description No content */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/bookmark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bookmark a run */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run it again as a new run that starts with its artifacts */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        content?: (string | {
                            [key: string]: unknown;
                        }) | null;
                        description?: string | null;
                        meta_info?: {
                            [key: string]: unknown;
                        } | null;
                        name?: string | null;
                        tags?: string[] | null;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            created_at: string;
                            duration: number | null;
                            finished_at: string | null;
                            inputs: {
                                [key: string]: unknown;
                            } | null;
                            is_managed: boolean;
                            kind: string;
                            managed_by: string;
                            meta_info: {
                                [key: string]: unknown;
                            };
                            name: string | null;
                            original: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            outputs: {
                                [key: string]: unknown;
                            } | null;
                            owner: string;
                            pending: string | null;
                            pipeline: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            project: string;
                            runtime: string | null;
                            schedule_at: string | null;
                            settings: {
                                [key: string]: unknown;
                            };
                            started_at: string | null;
                            status: string;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                            wait_time: number | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/invalidate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take no other run's results for this one's from a cache any more */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a run used and made */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: {
                                is_input: boolean;
                                kind: string;
                                meta_info: {
                                    run: {
                                        name: string | null;
                                        uuid: string;
                                    };
                                };
                                name: string;
                                path: string | null;
                                run: string;
                                state: string;
                                summary: {
                                    [key: string]: unknown;
                                };
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** Add or replace items, by name and state */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        artifacts: {
                            is_input?: boolean | null;
                            kind?: string | null;
                            name: string;
                            path?: string | null;
                            state?: string | null;
                            summary?: {
                                [key: string]: unknown;
                            } | null;
                        }[];
                    } | {
                        is_input?: boolean | null;
                        kind?: string | null;
                        name: string;
                        path?: string | null;
                        state?: string | null;
                        summary?: {
                            [key: string]: unknown;
                        } | null;
                    }[] | {
                        is_input?: boolean | null;
                        kind?: string | null;
                        name: string;
                        path?: string | null;
                        state?: string | null;
                        summary?: {
                            [key: string]: unknown;
                        } | null;
                    };
                };
            };
            responses: {
                /** @description No content */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One item */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            is_input: boolean;
                            kind: string;
                            meta_info: {
                                run: {
                                    name: string | null;
                                    uuid: string;
                                };
                            };
                            name: string;
                            path: string | null;
                            run: string;
                            state: string;
                            summary: {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Forget one item; its files stay */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/lineage/artifacts/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names of what a run used and made */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: {
                                name: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/lineage/clones": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The restarts, copies and cache hits of a run */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: {
                                cloning_kind: string | null;
                                kind: string;
                                name: string | null;
                                runtime: string | null;
                                status: string;
                                uuid: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/lineage/downstream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs that took something from a run */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: {
                                downstream?: {
                                    kind: string;
                                    name: string | null;
                                    runtime: string | null;
                                    uuid: string;
                                };
                                kind: string;
                                statuses: string[] | null;
                                upstream?: {
                                    kind: string;
                                    name: string | null;
                                    runtime: string | null;
                                    uuid: string;
                                };
                                values: {
                                    [key: string]: unknown;
                                } | null;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/lineage/edges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Draw edges to and from a run by hand; they take the place of those drawn before */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        edges?: {
                            /** @description The other run is where the edge comes from; default: where it goes to */
                            is_upstream?: boolean | null;
                            /** @description What older clients call `uuid` */
                            run?: string;
                            uuid?: string;
                            /** @description What was taken, by the name of what took it */
                            values?: {
                                [key: string]: unknown;
                            } | null;
                        }[] | null;
                    };
                };
            };
            responses: {
                /** @description No content */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/lineage/upstream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs that a run took something from */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: {
                                downstream?: {
                                    kind: string;
                                    name: string | null;
                                    runtime: string | null;
                                    uuid: string;
                                };
                                kind: string;
                                statuses: string[] | null;
                                upstream?: {
                                    kind: string;
                                    name: string | null;
                                    runtime: string | null;
                                    uuid: string;
                                };
                                values: {
                                    [key: string]: unknown;
                                } | null;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/namespace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The namespace of a run's stream addresses */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            namespace: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run it again as a new run */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        content?: (string | {
                            [key: string]: unknown;
                        }) | null;
                        description?: string | null;
                        meta_info?: {
                            [key: string]: unknown;
                        } | null;
                        name?: string | null;
                        tags?: string[] | null;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            created_at: string;
                            duration: number | null;
                            finished_at: string | null;
                            inputs: {
                                [key: string]: unknown;
                            } | null;
                            is_managed: boolean;
                            kind: string;
                            managed_by: string;
                            meta_info: {
                                [key: string]: unknown;
                            };
                            name: string | null;
                            original: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            outputs: {
                                [key: string]: unknown;
                            } | null;
                            owner: string;
                            pending: string | null;
                            pipeline: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            project: string;
                            runtime: string | null;
                            schedule_at: string | null;
                            settings: {
                                [key: string]: unknown;
                            };
                            started_at: string | null;
                            status: string;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                            wait_time: number | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore with its children */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with a finished run under the same uuid */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        content?: (string | {
                            [key: string]: unknown;
                        }) | null;
                        description?: string | null;
                        meta_info?: {
                            [key: string]: unknown;
                        } | null;
                        name?: string | null;
                        tags?: string[] | null;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            created_at: string;
                            duration: number | null;
                            finished_at: string | null;
                            inputs: {
                                [key: string]: unknown;
                            } | null;
                            is_managed: boolean;
                            kind: string;
                            managed_by: string;
                            meta_info: {
                                [key: string]: unknown;
                            };
                            name: string | null;
                            original: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            outputs: {
                                [key: string]: unknown;
                            } | null;
                            owner: string;
                            pending: string | null;
                            pipeline: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            project: string;
                            runtime: string | null;
                            schedule_at: string | null;
                            settings: {
                                [key: string]: unknown;
                            };
                            started_at: string | null;
                            status: string;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                            wait_time: number | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Skip a run that has not started */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same over the children of a run */
        get: {
            parameters: {
                query?: {
                    aggregate?: string;
                    bookmarks?: string;
                    boundary?: string;
                    cursor?: string;
                    end_date?: string;
                    groupby?: string;
                    kind?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                    start_date?: string;
                    trunc?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        } | {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/statuses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The status of a run and how it came to it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            meta_info: {
                                [key: string]: unknown;
                            };
                            status: string;
                            status_conditions: {
                                last_transition_time?: string | null;
                                last_update_time?: string | null;
                                message?: string | null;
                                meta_info?: {
                                    [key: string]: unknown;
                                } | null;
                                reason?: string | null;
                                status?: boolean | string | null;
                                type: string;
                            }[];
                            uuid: string;
                        };
                    };
                };
            };
        };
        put?: never;
        /** Report a condition; one that the lifecycle does not admit is ignored */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        condition: {
                            last_transition_time?: string | null;
                            last_update_time?: string | null;
                            message?: string | null;
                            meta_info?: {
                                [key: string]: unknown;
                            } | null;
                            reason?: string | null;
                            status?: boolean | string | null;
                            type: string;
                        };
                        force?: boolean | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            meta_info: null;
                            status: null;
                            status_conditions: null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a run to stop; a finished one is left alone */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move a run with its children to another project */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        project: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/{uuid}/unbookmark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a bookmark; 404 when there was none */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let runs held for approval or by the cache go on */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Archive runs */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/artifacts_lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the runs of a project used and made; with `mode`, each name and kind once */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: ({
                                is_input: boolean;
                                kind: string;
                                meta_info: {
                                    run: {
                                        name: string | null;
                                        uuid: string;
                                    };
                                };
                                name: string;
                                path: string | null;
                                run: string;
                                state: string;
                                summary: {
                                    [key: string]: unknown;
                                };
                            } | {
                                is_input: boolean;
                                kind: string;
                                name: string;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/bookmark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bookmark runs */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete runs */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Changes of runs as server-sent events: `runs` tells which run is at which version, `reset` that anything may have changed since `Last-Event-ID` */
        get: {
            parameters: {
                query?: {
                    last_event_id?: string;
                    runs?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/invalidate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take no results for these runs from a cache any more */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/lineage/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the runs of a project used and made; with `mode`, each name and kind once */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: ({
                                is_input: boolean;
                                kind: string;
                                meta_info: {
                                    run: {
                                        name: string | null;
                                        uuid: string;
                                    };
                                };
                                name: string;
                                path: string | null;
                                run: string;
                                state: string;
                                summary: {
                                    [key: string]: unknown;
                                };
                            } | {
                                is_input: boolean;
                                kind: string;
                                name: string;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restore runs */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/skip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Skip runs that have not started */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask runs to stop */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring in a run that was recorded offline; its times stay as they are */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        created_at?: string | null;
                        description?: string | null;
                        duration?: number | null;
                        finished_at?: string | null;
                        inputs?: {
                            [key: string]: unknown;
                        } | null;
                        kind?: ("job" | "service" | "dag" | "matrix" | "schedule" | "tuner" | "notifier" | "cleaner" | "watchdog" | "daskcluster" | "raycluster" | "mpijob" | "tfjob" | "pytorchjob" | "builder") | null;
                        meta_info?: {
                            [key: string]: unknown;
                        } | null;
                        name?: string | null;
                        outputs?: {
                            [key: string]: unknown;
                        } | null;
                        raw_content?: string | null;
                        readme?: string | null;
                        runtime?: string | null;
                        started_at?: string | null;
                        status?: string | null;
                        status_conditions?: {
                            last_transition_time?: string | null;
                            last_update_time?: string | null;
                            message?: string | null;
                            meta_info?: {
                                [key: string]: unknown;
                            } | null;
                            reason?: string | null;
                            status?: boolean | string | null;
                            type: string;
                        }[] | null;
                        tags?: string[] | null;
                        uuid: string;
                        wait_time?: number | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bookmarked: boolean;
                            content: string | null;
                            created_at: string;
                            description: string | null;
                            duration: number | null;
                            finished_at: string | null;
                            inputs: {
                                [key: string]: unknown;
                            } | null;
                            is_managed: boolean;
                            kind: string;
                            live_state: number;
                            managed_by: string;
                            meta_info: {
                                [key: string]: unknown;
                            };
                            name: string | null;
                            original: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            outputs: {
                                [key: string]: unknown;
                            } | null;
                            owner: string;
                            pending: string | null;
                            pipeline: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            project: string;
                            raw_content: string | null;
                            readme: string | null;
                            resources: {
                                cost: number;
                                cpu: number;
                                custom: number;
                                gpu: number;
                                memory: number;
                            };
                            runtime: string | null;
                            schedule_at: string | null;
                            settings: {
                                [key: string]: unknown;
                            };
                            started_at: string | null;
                            status: string;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                            wait_time: number | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/tag": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add tags to runs */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        tags: string[];
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/runs/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move runs with their children to another project */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        project: string;
                        uuids: string[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts, averages and their course over the runs of a project */
        get: {
            parameters: {
                query?: {
                    aggregate?: string;
                    bookmarks?: string;
                    boundary?: string;
                    cursor?: string;
                    end_date?: string;
                    groupby?: string;
                    kind?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                    start_date?: string;
                    trunc?: string;
                };
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        } | {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/{project}/unbookmark": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a bookmark; 404 when there was none */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/projects/create": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Create a project */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string | null;
                        name: string;
                        readme?: string | null;
                        tags?: string[] | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bookmarked: boolean;
                            created_at: string;
                            description: string | null;
                            live_state: number;
                            name: string;
                            owner: string;
                            readme: string | null;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/projects/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List projects */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: {
                                bookmarked: boolean;
                                created_at: string;
                                description: string | null;
                                live_state: number;
                                name: string;
                                tags: string[];
                                updated_at: string;
                                user: string | null;
                                uuid: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/{owner}/projects/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names of projects */
        get: {
            parameters: {
                query?: {
                    bookmarks?: string;
                    cursor?: string;
                    limit?: number;
                    mode?: string;
                    no_page?: string;
                    offset?: number;
                    query?: string;
                    sort?: string;
                };
                header?: never;
                path: {
                    owner: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            count: number | null;
                            next: string | null;
                            previous: string | null;
                            results: {
                                name: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/backup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A backup of everything, secrets included, made while the server works; one that ends early is not whole */
        get: {
            parameters: {
                query?: {
                    artifacts?: "true" | "false";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/gzip": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What every unfinished run waits for, and what is broken */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            findings: {
                                advice: string;
                                kind: string;
                                repairable: boolean;
                                since: string | null;
                                subject: string;
                                what: string;
                            }[];
                            healthy: boolean;
                            waiting: {
                                by_waiter: {
                                    [key: string]: number;
                                };
                                oldest: {
                                    detail: string;
                                    run: string;
                                    since: string;
                                    status: string;
                                    until: string | null;
                                    waits_for: string;
                                }[];
                                total: number;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        /** Mend what can be mended safely */
        post: {
            parameters: {
                query?: {
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            left: {
                                findings: {
                                    advice: string;
                                    kind: string;
                                    repairable: boolean;
                                    since: string | null;
                                    subject: string;
                                    what: string;
                                }[];
                                healthy: boolean;
                                waiting: {
                                    by_waiter: {
                                        [key: string]: number;
                                    };
                                    oldest: {
                                        detail: string;
                                        run: string;
                                        since: string;
                                        status: string;
                                        until: string | null;
                                        waits_for: string;
                                    }[];
                                    total: number;
                                };
                            };
                            repaired: {
                                advice: string;
                                kind: string;
                                message: string | null;
                                /** @enum {string} */
                                outcome: "repaired" | "not-needed" | "failed";
                                repairable: boolean;
                                since: string | null;
                                subject: string;
                                what: string;
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/compatibility/{key}/{version}/{service}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which client versions fit */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                    service: string;
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            agent?: {
                                latest: string;
                                min: string;
                            };
                            cli: {
                                latest: string;
                                min: string;
                            };
                            platform?: {
                                latest: string;
                                min: string;
                            };
                            ui?: {
                                latest: string;
                                min: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/installation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server is */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            dist: string;
                            key: string;
                            mode: string;
                            version: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orgs/{owner}/runs/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run by its uuid alone */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    owner: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bookmarked: boolean;
                            content: string | null;
                            created_at: string;
                            description: string | null;
                            duration: number | null;
                            finished_at: string | null;
                            inputs: {
                                [key: string]: unknown;
                            } | null;
                            is_managed: boolean;
                            kind: string;
                            live_state: number;
                            managed_by: string;
                            meta_info: {
                                [key: string]: unknown;
                            };
                            name: string | null;
                            original: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            outputs: {
                                [key: string]: unknown;
                            } | null;
                            owner: string;
                            pending: string | null;
                            pipeline: {
                                kind: string | null;
                                name: string | null;
                                uuid: string;
                            } | null;
                            project: string;
                            raw_content: string | null;
                            readme: string | null;
                            resources: {
                                cost: number;
                                cpu: number;
                                custom: number;
                                gpu: number;
                                memory: number;
                            };
                            runtime: string | null;
                            schedule_at: string | null;
                            settings: {
                                [key: string]: unknown;
                            };
                            started_at: string | null;
                            status: string;
                            tags: string[];
                            updated_at: string;
                            user: string | null;
                            uuid: string;
                            wait_time: number | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 200 when the store answers, 503 otherwise */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schema/polyaxonfile.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The JSON Schema of Polyaxonfiles, for editors */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a file; ranges are understood */
        get: {
            parameters: {
                query?: {
                    check_file?: string;
                    check_path?: string;
                    connection?: string;
                    force?: string;
                    path?: string;
                    render?: string;
                    stream?: string;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
            };
        };
        put?: never;
        /** Upload a file: multipart with the parts `upload_file` and `json` */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /** Delete a file */
        delete: {
            parameters: {
                query?: {
                    check_file?: string;
                    check_path?: string;
                    connection?: string;
                    force?: string;
                    path?: string;
                    render?: string;
                    stream?: string;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A folder as tar.gz; the whole run without a path */
        get: {
            parameters: {
                query?: {
                    check_file?: string;
                    check_path?: string;
                    connection?: string;
                    force?: string;
                    path?: string;
                    render?: string;
                    stream?: string;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/gzip": string;
                    };
                };
            };
        };
        put?: never;
        /** Upload a folder as tar.gz: multipart with the parts `upload_file` and `json` */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /** Delete a folder with all that is in it */
        delete: {
            parameters: {
                query?: {
                    check_file?: string;
                    check_path?: string;
                    connection?: string;
                    force?: string;
                    path?: string;
                    render?: string;
                    stream?: string;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/artifacts/tree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One level of a folder: sizes of its files, names of its folders */
        get: {
            parameters: {
                query?: {
                    check_file?: string;
                    check_path?: string;
                    connection?: string;
                    force?: string;
                    path?: string;
                    render?: string;
                    stream?: string;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            dirs: string[];
                            error?: string;
                            files: {
                                [key: string]: number;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/embedded_artifact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a file; ranges are understood */
        get: {
            parameters: {
                query?: {
                    check_file?: string;
                    check_path?: string;
                    connection?: string;
                    force?: string;
                    path?: string;
                    render?: string;
                    stream?: string;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/events/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events of a run, as columns or as the file's text; with `pkg_assets` an archive of them and their files */
        get: {
            parameters: {
                query?: {
                    connection?: string;
                    force?: string;
                    names?: string;
                    orient?: "dict" | "csv";
                    pkg_assets?: string;
                    sample?: number;
                };
                header?: never;
                path: {
                    kind: string;
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                data: unknown;
                                kind: string;
                                name: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/k8s_inspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a cluster says about a run; empty without a cluster */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log lines after `last_time`, at most about 8 MB of them; `last_time` null when there will be no more */
        get: {
            parameters: {
                query?: {
                    force?: string;
                    kind?: string;
                    last_file?: string;
                    last_time?: string;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            files: string[];
                            last_file: null;
                            last_time: string | null;
                            logs: {
                                container: string;
                                node: string;
                                pod: string;
                                timestamp: string;
                                value: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs/follow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log lines behind a cursor as server-sent events: `lines`, and `end` with the final status; `Last-Event-ID` goes before `cursor` */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs/lines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log lines behind a cursor; `done` when the run has finished and all its lines were given */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cursor: string;
                            done: boolean;
                            lines: {
                                container: string;
                                eol?: boolean;
                                node: string;
                                pod: string;
                                timestamp: string;
                                value: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs/range": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log lines by number, from 0 (negative: from the end), over the run's files in the order in which they begin, or in one `file`; `total` tells how many there are, `cursor` goes on behind them */
        get: {
            parameters: {
                query?: {
                    file?: string;
                    first?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cursor: string;
                            lines: {
                                container: string;
                                eol?: boolean;
                                node: string;
                                number: number;
                                pod: string;
                                timestamp: string;
                                value: string;
                            }[];
                            total: number;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/logs/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Log lines that hold a `text` or match a `pattern` (RE2), without regard to colours; `done` when all that is stored was searched, else `cursor` goes on */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    ignore_case?: string;
                    limit?: number;
                    pattern?: string;
                    text?: string;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            cursor: string;
                            done: boolean;
                            lines: {
                                container: string;
                                eol?: boolean;
                                node: string;
                                pod: string;
                                timestamp: string;
                                value: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/notify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tell connections about a run; refused while a server knows no connections to tell */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        condition: {
                            last_transition_time?: string | null;
                            last_update_time?: string | null;
                            message?: string | null;
                            meta_info?: {
                                [key: string]: unknown;
                            } | null;
                            reason?: string | null;
                            status?: boolean | string | null;
                            type: string;
                        };
                        connections: string[];
                        name?: string | null;
                    };
                };
            };
            responses: {
                /** @description No content */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** System metrics of a run; all when none is named */
        get: {
            parameters: {
                query?: {
                    connection?: string;
                    force?: string;
                    names?: string;
                    orient?: "dict" | "csv";
                    pkg_assets?: string;
                    sample?: number;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                data: unknown;
                                kind: string;
                                name: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/ro_artifact/{*}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a file whose path is the end of the address, so that relative links between files work */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    "*": string;
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add points of many series to a run; the answer means that they are on disk (see docs/series.md) */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Refused unless it is the run's newest; a run's token says it anyway */
                        attempt?: number;
                        series: {
                            name: string;
                            steps: number[];
                            /** @description Microseconds since 1970; default: now, for all */
                            times?: number[];
                            /** @description NaN and infinities as words; null is NaN */
                            values: (number | ("NaN" | "Infinity" | "-Infinity") | null)[];
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            points: number;
                            series: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/{uuid}/series/packed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same as bytes: a `PLXS` block (see docs/series.md) */
        post: {
            parameters: {
                query?: {
                    attempt?: number;
                };
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            points: number;
                            series: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/multi/events/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events of many runs of a project */
        get: {
            parameters: {
                query: {
                    connection?: string;
                    force?: string;
                    names?: string;
                    orient?: "dict" | "csv";
                    pkg_assets?: string;
                    runs: string;
                    sample?: number;
                };
                header?: never;
                path: {
                    kind: string;
                    namespace: string;
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                [key: string]: {
                                    data: unknown;
                                    kind: string;
                                    name: string;
                                }[];
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/multi/importance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which params a metric hangs on, from the params and the metric of many runs */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        metrics: unknown[];
                        params: {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            data: {
                                [key: string]: {
                                    correlation: number | null;
                                    importance: number;
                                };
                            } | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/streams/v1/{namespace}/{owner}/{project}/runs/multi/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Chart data of many runs and metrics in one answer of bytes: a `PLXC` stream (see docs/series.md) */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    namespace: string;
                    owner: string;
                    project: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @default 300 */
                        buckets?: number;
                        /** @description First step; default: the first that any of the runs has, for each name */
                        from?: number;
                        names: string[];
                        runs: string[];
                        /** @description Last step, included; default: the last that any of the runs has */
                        to?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
