/** The trainer’s API as its service describes it: written by scripts/trainer-api.mjs. */
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description Answers without a token.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Describe Trainer
         * @description Returns the capability document.
         */
        get: operations["describeTrainer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainer/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tokens
         * @description Lists all tokens, revoked ones too, without their secrets.
         */
        get: operations["listTokens"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainer/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Token
         * @description Revokes a token; `self` is the one that this request carries.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Files
         * @description Lists files, newest first unless `order=asc`.
         */
        get: operations["listFiles"];
        put?: never;
        /**
         * Create File
         * @description Uploads a training file. It becomes visible only when all of it is on disk.
         */
        post: operations["createFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{file_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Retrieve File
         * @description Returns what is known of a file.
         */
        get: operations["retrieveFile"];
        put?: never;
        post?: never;
        /**
         * Delete File
         * @description Deletes a file that no unfinished job reads.
         */
        delete: operations["deleteFile"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{file_id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download File
         * @description Returns the file's bytes as they were uploaded.
         */
        get: operations["downloadFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Models
         * @description Lists bases and students.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Retrieve Model
         * @description Returns a base or a student.
         */
        get: operations["retrieveModel"];
        put?: never;
        post?: never;
        /**
         * Delete Model
         * @description Deletes a student that nobody has pinned and no unfinished job starts from.
         */
        delete: operations["deleteModel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainer/students": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Students
         * @description Lists all students with the addresses of their files, newest first.
         */
        get: operations["listStudents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainer/students/{student_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Retrieve Student
         * @description Returns one student.
         */
        get: operations["retrieveStudent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainer/students/{student_id}/pins/{holder}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pin Student
         * @description Lets a project hold a student, so that it can't be deleted.
         */
        put: operations["pinStudent"];
        post?: never;
        /**
         * Unpin Student
         * @description Lets go of a student.
         */
        delete: operations["unpinStudent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Jobs
         * @description Lists jobs, newest first; `metadata[key]=value` keeps those that have it, `metadata=null`
         *     those with none.
         */
        get: operations["listJobs"];
        put?: never;
        /**
         * Post Job
         * @description Creates a job, or returns the one that the same `metadata.client_request_id` has created.
         */
        post: operations["createJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Retrieve Job
         * @description Returns a job as it stands.
         */
        get: operations["retrieveJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel Job
         * @description Ends a queued job at once and asks a running one to end; again on a cancelled one is fine.
         */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{job_id}/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Checkpoints
         * @description Lists the checkpoints a job has written, newest first.
         */
        get: operations["listCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Events
         * @description Lists events, newest first; the next page starts after its last id.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{job_id}/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream Events
         * @description Streams events oldest first: `event: event` with `id:` = x_seq. Resumes behind Last-Event-ID.
         *
         *     `event: job` (without id) brings the job whenever its state changed, and `event: end` the job
         *     after its last event; a stream that closes without it is to be resumed.
         */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Completion
         * @description Answers greedily at temperature 0; sampled answers depend on the seed alone.
         */
        post: operations["createChatCompletion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Artifact
         * @description One file of a student; `sha256` in hex is also its ETag.
         */
        Artifact: {
            /** Path */
            path: string;
            /** Bytes */
            bytes: number;
            /** Sha256 */
            sha256: string;
        };
        /**
         * Artifacts
         * @description Where a student's files lie: `url` + path, no token needed, immutable.
         */
        Artifacts: {
            /** Url */
            url: string;
            /** Revision */
            revision: string;
            /** Files */
            files: components["schemas"]["Artifact"][];
        };
        /**
         * BaseModelInfo
         * @description A base that jobs can start from. `runs` counts the jobs that succeeded on it here.
         *
         *     Not `ready`: it is downloaded first; with a `problem`: no job can start from it, which says why.
         */
        BaseModelInfo: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Source
             * @enum {string}
             */
            source: "folder" | "hub";
            /** Revision */
            revision: string | null;
            /** Ready */
            ready: boolean;
            /** Problem */
            problem: string | null;
            /** Runs */
            runs: number;
            /** Params */
            params: number;
            /** Context */
            context: number;
            /** License */
            license: string;
            /** Vocab Size */
            vocab_size: number;
            /** Exports */
            exports: "onnx-fp32"[];
        };
        /**
         * ChatCompletion
         * @description A whole answer. `created` is unix seconds.
         */
        ChatCompletion: {
            /** Id */
            id: string;
            /**
             * Object
             * @default chat.completion
             * @constant
             */
            object: "chat.completion";
            /** Created */
            created: number;
            /** Model */
            model: string;
            /** Choices */
            choices: components["schemas"]["Choice"][];
            usage: components["schemas"]["Usage"];
        };
        /**
         * ChatRequest
         * @description A conversation to go on with. What isn't listed here is refused, never ignored.
         */
        ChatRequest: {
            /** Model */
            model: string;
            /** Messages */
            messages: components["schemas"]["Message"][];
            /** Max Tokens */
            max_tokens?: number | null;
            /** Max Completion Tokens */
            max_completion_tokens?: number | null;
            /**
             * Temperature
             * @default 1
             */
            temperature: number;
            /**
             * Top P
             * @default 1
             */
            top_p: number;
            /**
             * Seed
             * @default 0
             */
            seed: number;
            /** Stop */
            stop?: string | string[] | null;
            /**
             * N
             * @default 1
             * @constant
             */
            n: 1;
            /**
             * Stream
             * @default false
             */
            stream: boolean;
            stream_options?: components["schemas"]["StreamOptions"] | null;
            /** User */
            user?: string | null;
        };
        /**
         * Checkpoint
         * @description A place that training goes on from after a loss. Not a model: jobs start from students.
         */
        Checkpoint: {
            /** Id */
            id: string;
            /**
             * Object
             * @default fine_tuning.job.checkpoint
             * @constant
             */
            object: "fine_tuning.job.checkpoint";
            /** Created At */
            created_at: number;
            /** Fine Tuned Model Checkpoint */
            fine_tuned_model_checkpoint: string;
            /** Fine Tuning Job Id */
            fine_tuning_job_id: string;
            /** Step Number */
            step_number: number;
            /** Metrics */
            metrics: {
                [key: string]: number;
            };
        };
        /**
         * CheckpointList
         * @description A page of checkpoints, newest first.
         */
        CheckpointList: {
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
            /** Data */
            data: components["schemas"]["Checkpoint"][];
            /** Has More */
            has_more: boolean;
            /** First Id */
            first_id: string | null;
            /** Last Id */
            last_id: string | null;
        };
        /**
         * Choice
         * @description The answer; the only one.
         */
        Choice: {
            /**
             * Index
             * @default 0
             * @constant
             */
            index: 0;
            message: components["schemas"]["Message"];
            /**
             * Finish Reason
             * @enum {string}
             */
            finish_reason: "stop" | "length";
            /** Logprobs */
            logprobs?: null;
        };
        /**
         * CreateJob
         * @description The body of a job's creation. Anything it doesn't list is refused, not ignored.
         */
        CreateJob: {
            /** Model */
            model: string;
            /** Training File */
            training_file?: string | null;
            /** Validation File */
            validation_file?: string | null;
            /** Suffix */
            suffix?: string | null;
            /** Seed */
            seed?: number | null;
            method?: components["schemas"]["Method"] | null;
            /** Hyperparameters */
            hyperparameters?: {
                [key: string]: unknown;
            } | null;
            /** Metadata */
            metadata?: {
                [key: string]: string;
            } | null;
            /** Integrations */
            integrations?: unknown[] | null;
            /** X Export */
            x_export?: string[] | null;
        };
        /**
         * Deleted
         * @description The answer to a DELETE of a file or a model.
         */
        Deleted: {
            /** Id */
            id: string;
            /** Object */
            object: string;
            /**
             * Deleted
             * @default true
             */
            deleted: boolean;
        };
        /**
         * EngineInfo
         * @description What runs the jobs, how many at a time, and on what: as the last job found, if one has.
         */
        EngineInfo: {
            /** Kind */
            kind: string;
            /** Workers */
            workers: number;
            /**
             * Device
             * @enum {string}
             */
            device: "cpu" | "cuda";
            /** Gpus */
            gpus: components["schemas"]["Gpu"][];
        };
        /**
         * ErrorBody
         * @description What went wrong, in OpenAI's words: `code` is for programs, `message` for people.
         */
        ErrorBody: {
            /** Message */
            message: string;
            /** Type */
            type: string;
            /** Param */
            param: string | null;
            /** Code */
            code: string | null;
        };
        /**
         * ErrorEnvelope
         * @description The body of every reply with a status of 400 or more.
         */
        ErrorEnvelope: {
            error: components["schemas"]["ErrorBody"];
        };
        /**
         * Event
         * @description Something a job said. `x_seq` grows by one within a job and is the stream's id.
         */
        Event: {
            /** Id */
            id: string;
            /**
             * Object
             * @default fine_tuning.job.event
             * @constant
             */
            object: "fine_tuning.job.event";
            /** Created At */
            created_at: number;
            /**
             * Level
             * @enum {string}
             */
            level: "info" | "warn" | "error";
            /** Message */
            message: string;
            /**
             * Type
             * @enum {string}
             */
            type: "message" | "metrics";
            /** Data */
            data: {
                [key: string]: unknown;
            } | null;
            /** X Seq */
            x_seq: number;
        };
        /**
         * EventList
         * @description A page of events, newest first.
         */
        EventList: {
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
            /** Data */
            data: components["schemas"]["Event"][];
            /** Has More */
            has_more: boolean;
        };
        /**
         * File
         * @description An uploaded training file. `created_at` is unix seconds.
         */
        File: {
            /** Id */
            id: string;
            /**
             * Object
             * @default file
             * @constant
             */
            object: "file";
            /** Bytes */
            bytes: number;
            /** Created At */
            created_at: number;
            /** Filename */
            filename: string;
            /** Purpose */
            purpose: string;
            /**
             * Status
             * @default processed
             * @enum {string}
             */
            status: "uploaded" | "processed" | "error";
        };
        /**
         * FileList
         * @description A page of files; the next one starts after `last_id`.
         */
        FileList: {
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
            /** Data */
            data: components["schemas"]["File"][];
            /** Has More */
            has_more: boolean;
            /** First Id */
            first_id?: string | null;
            /** Last Id */
            last_id?: string | null;
        };
        /**
         * Gpu
         * @description A graphics card that jobs can use; memory in bytes, null where it is the processor's.
         */
        Gpu: {
            /** Name */
            name: string;
            /** Memory */
            memory: number | null;
        };
        /**
         * Health
         * @description The service answers.
         */
        Health: {
            /**
             * Ok
             * @default true
             * @constant
             */
            ok: true;
        };
        /**
         * HyperparameterInfo
         * @description A setting's type, range and default; 'auto' is resolved at the job's creation.
         */
        HyperparameterInfo: {
            /**
             * Type
             * @enum {string}
             */
            type: "integer" | "number" | "boolean";
            /** Min */
            min: number | null;
            /** Max */
            max: number | null;
            /** Default */
            default: number | boolean | "auto";
        };
        /**
         * Job
         * @description A fine-tuning job. All times are unix seconds; `hyperparameters` are the resolved numbers.
         */
        Job: {
            /** Id */
            id: string;
            /**
             * Object
             * @default fine_tuning.job
             * @constant
             */
            object: "fine_tuning.job";
            /** Created At */
            created_at: number;
            /** Started At */
            started_at: number | null;
            /** Finished At */
            finished_at: number | null;
            /**
             * Status
             * @enum {string}
             */
            status: "validating_files" | "queued" | "running" | "succeeded" | "failed" | "cancelled";
            /** Model */
            model: string;
            /** Fine Tuned Model */
            fine_tuned_model: string | null;
            /** Organization Id */
            organization_id: string;
            /** Training File */
            training_file: string | null;
            /** Validation File */
            validation_file: string | null;
            /** Result Files */
            result_files: string[];
            /** Seed */
            seed: number;
            /** Trained Tokens */
            trained_tokens: number | null;
            error: components["schemas"]["JobError"] | null;
            /** Hyperparameters */
            hyperparameters: {
                [key: string]: number | boolean;
            };
            method: components["schemas"]["Method"];
            /** Metadata */
            metadata: {
                [key: string]: string;
            } | null;
            /** Estimated Finish */
            estimated_finish: number | null;
            /** Integrations */
            integrations?: unknown[] | null;
            x_progress: components["schemas"]["Progress"];
            x_artifacts: components["schemas"]["Artifacts"] | null;
        };
        /**
         * JobError
         * @description Why a job failed.
         */
        JobError: {
            /** Code */
            code: string;
            /** Message */
            message: string;
            /** Param */
            param?: string | null;
        };
        /**
         * JobList
         * @description A page of jobs, newest first.
         */
        JobList: {
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
            /** Data */
            data: components["schemas"]["Job"][];
            /** Has More */
            has_more: boolean;
        };
        /**
         * Limits
         * @description How much fits. Bytes, examples (lines of a training file) and tokens.
         */
        Limits: {
            /** Max File Bytes */
            max_file_bytes: number;
            /** Max Examples */
            max_examples: number;
            /** Max Context */
            max_context: number;
            /** Quota Bytes */
            quota_bytes: number;
            /** Used Bytes */
            used_bytes: number;
            /** Free Bytes */
            free_bytes: number;
        };
        /**
         * Message
         * @description One turn of a conversation.
         */
        Message: {
            /**
             * Role
             * @enum {string}
             */
            role: "system" | "user" | "assistant";
            /** Content */
            content: string;
        };
        /**
         * Method
         * @description How to train. Only `supervised` is known here.
         */
        Method: {
            /** Type */
            type: string;
            supervised?: components["schemas"]["SupervisedMethod"] | null;
        };
        /**
         * Model
         * @description A base or a student, as far as OpenAI's type goes.
         */
        Model: {
            /** Id */
            id: string;
            /**
             * Object
             * @default model
             * @constant
             */
            object: "model";
            /** Created */
            created: number;
            /** Owned By */
            owned_by: string;
        };
        /**
         * ModelList
         * @description Every model that a job can start from.
         */
        ModelList: {
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
            /** Data */
            data: components["schemas"]["Model"][];
        };
        /**
         * Progress
         * @description Where a job is. `want` is what was asked of it; `attempt` counts from 1.
         */
        Progress: {
            /** Stage */
            stage: string | null;
            /** Step */
            step: number | null;
            /** Total Steps */
            total_steps: number | null;
            /** Attempt */
            attempt: number;
            /**
             * Want
             * @enum {string}
             */
            want: "run" | "cancel";
            rows: components["schemas"]["Rows"] | null;
        };
        /**
         * Rows
         * @description How many rows of the training file were trained on, and how many couldn't be.
         */
        Rows: {
            /** Used */
            used: number;
            /** Dropped */
            dropped: number;
        };
        /**
         * StreamOptions
         * @description What a stream says beside the answer.
         */
        StreamOptions: {
            /**
             * Include Usage
             * @default false
             */
            include_usage: boolean;
        };
        /**
         * Student
         * @description A finished model: descends from `base`, started from the student `parent` if any.
         */
        Student: {
            /** Id */
            id: string;
            /**
             * Object
             * @default trainer.student
             * @constant
             */
            object: "trainer.student";
            /** Job Id */
            job_id: string;
            /** Base */
            base: string;
            /** Parent */
            parent: string | null;
            /** Created At */
            created_at: number;
            /** Bytes */
            bytes: number;
            /** Pins */
            pins: string[];
            artifacts: components["schemas"]["Artifacts"];
        };
        /**
         * StudentList
         * @description All students, newest first.
         */
        StudentList: {
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
            /** Data */
            data: components["schemas"]["Student"][];
        };
        /**
         * SupervisedMethod
         * @description The settings of supervised fine-tuning; their names and ranges are in hyperparameters.py.
         */
        SupervisedMethod: {
            /** Hyperparameters */
            hyperparameters?: {
                [key: string]: unknown;
            };
        };
        /**
         * Token
         * @description A link's token without its secret. `current` marks the one that asked.
         */
        Token: {
            /** Id */
            id: string;
            /**
             * Object
             * @default trainer.token
             * @constant
             */
            object: "trainer.token";
            /** Name */
            name: string;
            /** Created At */
            created_at: number;
            /** Last Used At */
            last_used_at: number | null;
            /** Revoked At */
            revoked_at: number | null;
            /** Current */
            current: boolean;
        };
        /**
         * TokenList
         * @description All tokens ever made, newest first.
         */
        TokenList: {
            /**
             * Object
             * @default list
             * @constant
             */
            object: "list";
            /** Data */
            data: components["schemas"]["Token"][];
        };
        /**
         * TrainerInfo
         * @description The capability document; a server without it is a plain OpenAI-compatible one.
         */
        TrainerInfo: {
            /**
             * Object
             * @default trainer
             * @constant
             */
            object: "trainer";
            /** Version */
            version: string;
            /**
             * Protocol
             * @default 1
             * @constant
             */
            protocol: 1;
            engine: components["schemas"]["EngineInfo"];
            limits: components["schemas"]["Limits"];
            /** Methods */
            methods: string[];
            /** Hyperparameters */
            hyperparameters: {
                [key: string]: components["schemas"]["HyperparameterInfo"];
            };
            /** Base Models */
            base_models: components["schemas"]["BaseModelInfo"][];
            /** Exports */
            exports: "onnx-fp32"[];
            /** Features */
            features: string[];
        };
        /**
         * Usage
         * @description Tokens of prompt and answer.
         */
        Usage: {
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Completion Tokens */
            completion_tokens: number;
            /** Total Tokens */
            total_tokens: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    describeTrainer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainerInfo"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    listTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    listFiles: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
                order?: "asc" | "desc";
                purpose?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileList"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    createFile: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                    /** @enum {string} */
                    purpose: "fine-tune";
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    retrieveFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    deleteFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    downloadFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    retrieveModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    deleteModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    listStudents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StudentList"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    retrieveStudent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                student_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Student"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    pinStudent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                student_id: string;
                holder: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Student"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    unpinStudent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                student_id: string;
                holder: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Student"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    listJobs: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    createJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateJob"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    retrieveJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    cancelJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckpointList"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                after?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    streamEvents: {
        parameters: {
            query?: never;
            header?: {
                "last-event-id"?: string;
            };
            path: {
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
    createChatCompletion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatCompletion"];
                };
            };
            /** @description Client Error */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
            /** @description Server Error */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorEnvelope"];
                };
            };
        };
    };
}
