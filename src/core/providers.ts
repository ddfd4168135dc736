/** Presets of the common providers and local servers, as data: where they are and what a page needs to ask them. */

export type Provider = {
	readonly id: string;
	readonly name: string;
	/** What is to be filled in stands in capitals. */
	readonly baseUrl: string;
	readonly isLocal: boolean;
	/** false: asks for none unless it was started with one. */
	readonly needsKey: boolean;
	readonly headers?: Readonly<Record<string, string>>;
	readonly query?: Readonly<Record<string, string>>;
	readonly keyHeader?: string;
	/** Calls at once to begin with. */
	readonly concurrency: number;
	/** What it takes to ask it from a page, a sentence each; what isn't known is said. */
	readonly needs: readonly string[];
	/** How it is started so that this page may ask it; THIS-PAGE stands for the page's address. */
	readonly command?: string;
};

const UNVERIFIED = 'Whether it lets web pages in (CORS): not verified from here, Test tells.';
const LOCAL_NETWORK =
	'A page from the internet needs the browser’s permission to reach this machine; one from localhost doesn’t.';

export const PROVIDERS: readonly Provider[] = [
	{
		...{ id: 'openai', name: 'OpenAI', baseUrl: 'https://api.openai.com/v1' },
		...{ isLocal: false, needsKey: true, concurrency: 8 },
		needs: [
			'Reported to let pages in that send just the key and JSON (Niek/chatgpt-web 330, August 2026), which is all that is sent; not verified from here.',
		],
	},
	{
		...{ id: 'openrouter', name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1' },
		...{ isLocal: false, needsKey: true, concurrency: 8 },
		needs: [
			UNVERIFIED,
			'Models are named with their maker, such as maker/model. Which of them take JSON schemas depends on who serves them.',
		],
	},
	{
		...{ id: 'groq', name: 'Groq', baseUrl: 'https://api.groq.com/openai/v1' },
		...{ isLocal: false, needsKey: true, concurrency: 4 },
		needs: [UNVERIFIED, 'Its request limit in headers counts a day, its token limit a minute.'],
	},
	{
		...{ id: 'together', name: 'Together', baseUrl: 'https://api.together.xyz/v1' },
		...{ isLocal: false, needsKey: true, concurrency: 8 },
		needs: [UNVERIFIED],
	},
	{
		...{ id: 'mistral', name: 'Mistral', baseUrl: 'https://api.mistral.ai/v1' },
		...{ isLocal: false, needsKey: true, concurrency: 4 },
		needs: [
			'Reported to let pages in but to refuse headers that it doesn’t list (infiolab/infio-copilot 146, March 2026): extra headers are best left empty. Not verified from here.',
		],
	},
	{
		...{ id: 'deepseek', name: 'DeepSeek', baseUrl: 'https://api.deepseek.com/v1' },
		...{ isLocal: false, needsKey: true, concurrency: 8 },
		needs: [
			'Reported to let pages in (logancyang/obsidian-copilot 1491, June 2025); not verified from here.',
		],
	},
	{
		id: 'gemini',
		name: 'Gemini',
		baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
		...{ isLocal: false, needsKey: true, concurrency: 4 },
		needs: [UNVERIFIED, 'This is its endpoint that speaks OpenAI’s protocol.'],
	},
	{
		...{ id: 'anthropic', name: 'Anthropic', baseUrl: 'https://api.anthropic.com/v1' },
		...{ isLocal: false, needsKey: true, concurrency: 4 },
		headers: { 'anthropic-dangerous-direct-browser-access': 'true' },
		needs: [
			'Lets pages in only with the header anthropic-dangerous-direct-browser-access, which is set here (reported by open-pencil 436, July 2026; not verified from here).',
			'An organisation can forbid it altogether; its reply then says so.',
			'This is its endpoint that speaks OpenAI’s protocol; how it treats JSON schemas and lists models, Test tells.',
		],
	},
	{
		id: 'azure',
		name: 'Azure OpenAI',
		baseUrl: 'https://YOUR-RESOURCE.openai.azure.com/openai/deployments/YOUR-DEPLOYMENT',
		...{ isLocal: false, needsKey: true, concurrency: 8 },
		keyHeader: 'api-key',
		query: { 'api-version': '2024-10-21' },
		needs: [
			'Fill in resource and deployment; the model is the deployment’s name. The key goes in the header api-key, the API version in the query.',
			'There is no list of models at a deployment’s address.',
			`${UNVERIFIED} Where it doesn’t, API Management with a CORS policy in front of it does.`,
		],
	},
	{
		...{ id: 'ollama', name: 'Ollama', baseUrl: 'http://localhost:11434/v1' },
		...{ isLocal: true, needsKey: false, concurrency: 4 },
		command: 'OLLAMA_ORIGINS=THIS-PAGE ollama serve',
		needs: [
			'Lets pages of localhost in by itself; others are named in OLLAMA_ORIGINS before it starts.',
			'It cuts prompts to 4,096 tokens unless OLLAMA_CONTEXT_LENGTH says more, and answers OLLAMA_NUM_PARALLEL calls at once.',
			LOCAL_NETWORK,
		],
	},
	{
		...{ id: 'lm-studio', name: 'LM Studio', baseUrl: 'http://localhost:1234/v1' },
		...{ isLocal: true, needsKey: false, concurrency: 4 },
		command: 'lms server start --cors',
		needs: [
			'Lets pages in when CORS is switched on: in Developer, server settings, or with --cors.',
			LOCAL_NETWORK,
		],
	},
	{
		...{ id: 'llama-cpp', name: 'llama.cpp', baseUrl: 'http://localhost:8080/v1' },
		...{ isLocal: true, needsKey: false, concurrency: 4 },
		command: 'llama-server -m MODEL.gguf --parallel 4 --cors-origins THIS-PAGE',
		needs: [
			'llama-server lets any page in by itself; since July 2026 --cors-origins narrows it (ggml-org/llama.cpp 25655). Older ones don’t know the flag.',
			'--parallel says how many calls it answers at once; they share its context.',
			LOCAL_NETWORK,
		],
	},
	{
		...{ id: 'vllm', name: 'vLLM', baseUrl: 'http://localhost:8000/v1' },
		...{ isLocal: true, needsKey: false, concurrency: 64 },
		command: `vllm serve MODEL --allowed-origins '["THIS-PAGE"]'`,
		needs: [
			'Lets any page in by itself; --allowed-origins narrows it. With --api-key it asks for a key.',
			'On another machine it needs https: a key is not sent in the clear.',
			LOCAL_NETWORK,
		],
	},
];

/** The preset of this id; undefined for none. */
export function providerOf(id: string | undefined): Provider | undefined {
	return PROVIDERS.find((provider) => provider.id === id);
}

/** Whether it is asked without a key where none was given: a local server that asks for none unless told. */
export function needsNoKey(teacher: { readonly provider?: string | undefined }): boolean {
	return providerOf(teacher.provider)?.needsKey === false;
}

/** How to start the server so that the page at `origin` may ask it; undefined for hosted ones. */
export function startCommand({ command }: Provider, origin: string): string | undefined {
	return command?.replace('THIS-PAGE', origin);
}
