export declare const DASHBOARD_PAGE: RegExp;
export declare function dashboardPage(): string;
