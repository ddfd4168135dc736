/** The pages and their addresses; a page is pages/<folder>/<Folder>Page.svelte and reads its own parameters. */
import { createRouter } from 'sv-router';
import HomePage from './pages/home/HomePage.svelte';
import NotFound from './pages/NotFound.svelte';

export const router = createRouter({
	'/': HomePage,
	'/start': () => import('./pages/start/StartPage.svelte'),
	'/curate': () => import('./pages/curate/CuratePage.svelte'),
	'/runs/:run': () => import('./pages/loop/LoopPage.svelte'),
	'/projects/:project/pools': () => import('./pages/pools/PoolsPage.svelte'),
	'/projects/:project/evaluate': () => import('./pages/evaluate/EvaluatePage.svelte'),
	'/exams': () => import('./pages/exams/ExamsPage.svelte'),
	'/exams/new': () => import('./pages/exams/NewExamPage.svelte'),
	'/exams/:exam': () => import('./pages/exams/ExamPage.svelte'),
	'/student': () => import('./pages/student/StudentPage.svelte'),
	'/student/card': () => import('./pages/card/CardPage.svelte'),
	'/trainer': () => import('./pages/trainer/TrainerPage.svelte'),
	'/settings': () => import('./pages/settings/SettingsPage.svelte'),
	'*': NotFound,
});
