{{/*
What the values digest covers: every key a tenant's file may set, except the digest itself and `initialState`, which is read
at each start and must not cause one.
*/}}
{{- define "freqtrade.covered" -}}
{{- pick .Values "clientId" "commandId" "mode" "env" "config" "parameters" "sealed" | toRawJson -}}
{{- end }}

{{/*
SHA-256 over the canonical JSON of the covered values. It is computed here, never copied from `valuesDigest`: a pod whose
values were altered after the command was prepared carries a digest other than the command's. toRawJson sorts keys, writes
no white space and escapes no HTML, which is RFC 8785 for the characters and numbers the schema lets through.
*/}}
{{- define "freqtrade.valuesDigest" -}}
sha256:{{ include "freqtrade.covered" . | sha256sum }}
{{- end }}

{{/*
Stops a render without a tenant's values, or with values that contradict each other in a way JSON Schema cannot say.
Lint renders the chart on its defaults alone; there, `fail` is only a notice.
*/}}
{{- define "freqtrade.check" -}}
{{- if not .Values.clientId }}
{{- fail "a tenant's values file is required: clientId is not set" }}
{{- else }}
{{- $schema := .Values.clientId | replace "-" "_" }}
{{- if not (has .Values.env.FREQTRADE_SCHEMA (list $schema (printf "%s_dry" $schema))) }}
{{- fail (printf "env.FREQTRADE_SCHEMA: %s is not a schema of %s" .Values.env.FREQTRADE_SCHEMA .Values.clientId) }}
{{- end }}
{{- $bot := printf "%s.%s" .Values.clientId .Values.commandId }}
{{- if ne .Values.config.botName $bot }}
{{- fail (printf "config.botName: %s is not %s, by which the bot is known to be this command's" .Values.config.botName $bot) }}
{{- end }}
{{- end }}
{{- end }}

{{/*
A bot is named for its client, so that two bots of one client cannot exist. A job is named for its command as well.
*/}}
{{- define "freqtrade.name" -}}
{{- if eq .Values.mode "trade" -}}
{{ .Values.clientId }}
{{- else -}}
{{ printf "%s-%s-%s" .Values.clientId .Values.mode .Values.commandId }}
{{- end -}}
{{- end }}

{{- define "freqtrade.selector" -}}
app.kubernetes.io/name: freqtrade
app.kubernetes.io/instance: {{ include "freqtrade.name" . }}
{{- end }}

{{- define "freqtrade.labels" -}}
{{ include "freqtrade.selector" . }}
app.kubernetes.io/component: {{ .Values.mode }}
app.kubernetes.io/part-of: botfleet
app.kubernetes.io/managed-by: {{ .Release.Service }}
botfleet.io/client-id: {{ .Values.clientId }}
botfleet.io/template: {{ eq .Values.mode "trade" | ternary "POD_FREQTRADE_TRADE" "POD_FREQTRADE_BACK_TEST" }}
{{- end }}

{{/*
The evidence a pod carries. The last two restart the pod when a secret, the configuration or a script that it runs changes.
*/}}
{{- define "freqtrade.annotations" -}}
botfleet.io/client-id: {{ .Values.clientId | quote }}
botfleet.io/command-id: {{ .Values.commandId | quote }}
botfleet.io/values-digest: {{ include "freqtrade.valuesDigest" . | quote }}
botfleet.io/sealed-digest: {{ printf "sha256:%s" (.Values.sealed | toRawJson | sha256sum) | quote }}
botfleet.io/files-digest: {{ printf "sha256:%s" (printf "%s%s%s%s" (include "freqtrade.config" .) (include "freqtrade.parameters" .) .Values.chart.databaseRootCertificate (eq .Values.mode "trade" | ternary (.Files.Get "scripts/init-schema.sh") "") | sha256sum) | quote }}
{{- end }}

{{- define "freqtrade.image" -}}
{{- with .Values.chart.image -}}
{{- if .digest -}}
{{ printf "%s@%s" .repository .digest }}
{{- else -}}
{{ printf "%s:%s" .repository (.tag | default $.Chart.AppVersion) }}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
Freqtrade's own configuration, without a secret. What the pod needs in order to be reached (API server, database, exchange
keys) is added by the image's entry script, in a file that wins over this one; the initial state by a variable that wins over
both.
*/}}
{{- define "freqtrade.config" -}}
{{- $config := .Values.config -}}
{{- $pricing := dict "price_side" "same" "use_order_book" true "order_book_top" 1 -}}
{{- dict
    "bot_name" $config.botName
    "dry_run" $config.dryRun
    "trading_mode" "spot"
    "margin_mode" ""
    "stake_currency" $config.stakeCurrency
    "stake_amount" $config.stakeAmount
    "max_open_trades" $config.maxOpenTrades
    "timeframe" $config.timeframe
    "cancel_open_orders_on_exit" false
    "entry_pricing" $pricing
    "exit_pricing" $pricing
    "exchange" (dict "name" $config.exchange "pair_whitelist" $config.pairs "pair_blacklist" list)
    "pairlists" (list (dict "method" "StaticPairList"))
    "internals" (dict "process_throttle_secs" .Values.chart.processThrottleSeconds)
  | toRawJson -}}
{{- end }}

{{/*
The file Freqtrade reads beside a strategy, or nothing where the command sets no parameters.
*/}}
{{- define "freqtrade.parameters" -}}
{{- with .Values.parameters -}}
{{- dict
    "strategy_name" $.Values.env.FREQTRADE_STRATEGY
    "params" .
    "ft_stratparam_v" 1
    "export_time" "1970-01-01 00:00:00+00:00"
  | toRawJson -}}
{{- end -}}
{{- end }}

{{/*
The pod itself, the same for a bot and for a job but for the arguments and what only a server has. Paths the scripts use are
relative to the working directory, so that they hold wherever the volumes are laid out.
*/}}
{{- define "freqtrade.pod" -}}
serviceAccountName: {{ include "freqtrade.name" . }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .Values.chart.terminationGracePeriodSeconds }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  seccompProfile:
    type: RuntimeDefault
{{- if eq .Values.mode "trade" }}
# A job needs no database: one that is away for a while must not fail what is tried once.
initContainers:
  - name: init-schema
    image: {{ include "freqtrade.image" . | quote }}
    imagePullPolicy: {{ .Values.chart.image.pullPolicy }}
    workingDir: /freqtrade
    command: ["sh", "scripts/init-schema.sh"]
    env:
      - name: FREQTRADE_SCHEMA
        value: {{ .Values.env.FREQTRADE_SCHEMA | quote }}
    {{- include "freqtrade.container" . | nindent 4 }}
    volumeMounts:
      - name: config
        mountPath: /freqtrade/config
        readOnly: true
      - name: scripts
        mountPath: /freqtrade/scripts
        readOnly: true
      - name: secrets
        mountPath: /freqtrade/secrets
        readOnly: true
      - name: tmp
        mountPath: /tmp
{{- end }}
containers:
  - name: freqtrade
    image: {{ include "freqtrade.image" . | quote }}
    imagePullPolicy: {{ .Values.chart.image.pullPolicy }}
    workingDir: /freqtrade
    command: ["botfleet-entrypoint"]
    args: {{ include "freqtrade.args" . }}
    env:
      - name: FREQTRADE_STRATEGY
        value: {{ .Values.env.FREQTRADE_STRATEGY | quote }}
      - name: FREQTRADE_SCHEMA
        value: {{ .Values.env.FREQTRADE_SCHEMA | quote }}
    {{- if eq .Values.mode "trade" }}
      # By reference: a bot that is told to come up paused is not restarted for it, and whatever starts it next reads it.
      - name: FREQTRADE__INITIAL_STATE
        valueFrom:
          configMapKeyRef:
            name: {{ include "freqtrade.name" . }}-state
            key: initial-state
    ports:
      - name: http
        containerPort: 8080
        protocol: TCP
    startupProbe:
      httpGet:
        path: /api/v1/ping
        port: http
      periodSeconds: 5
      timeoutSeconds: 5
      failureThreshold: {{ div (int .Values.chart.startupSeconds) 5 }}
    livenessProbe:
      httpGet:
        path: /api/v1/ping
        port: http
      periodSeconds: 30
      timeoutSeconds: 10
      failureThreshold: 6
    readinessProbe:
      httpGet:
        path: /api/v1/ping
        port: http
      periodSeconds: 10
      timeoutSeconds: 5
      failureThreshold: 3
    {{- end }}
    {{- include "freqtrade.container" . | nindent 4 }}
    volumeMounts:
      - name: config
        mountPath: /freqtrade/config
        readOnly: true
      {{- if eq .Values.mode "trade" }}
      # A job needs none of them.
      - name: secrets
        mountPath: /freqtrade/secrets
        readOnly: true
      {{- end }}
      - name: private
        mountPath: /freqtrade/private
      - name: user-data
        mountPath: /freqtrade/user_data
      - name: tmp
        mountPath: /tmp
volumes:
  - name: config
    configMap:
      name: {{ include "freqtrade.name" . }}-config
  {{- if eq .Values.mode "trade" }}
  - name: scripts
    configMap:
      name: {{ include "freqtrade.name" . }}-scripts
  - name: secrets
    secret:
      secretName: {{ include "freqtrade.name" . }}
      # 0440 in decimal, which every YAML version reads alike.
      defaultMode: 288
  {{- end }}
  - name: private
    emptyDir:
      medium: Memory
      sizeLimit: 16Mi
  - name: user-data
    emptyDir:
      sizeLimit: {{ .Values.chart.scratch.userData }}
  - name: tmp
    emptyDir:
      sizeLimit: {{ .Values.chart.scratch.tmp }}
{{- end }}

{{- define "freqtrade.container" -}}
resources:
  {{- toYaml .Values.chart.resources | nindent 2 }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities:
    drop: ["ALL"]
{{- end }}

{{- define "freqtrade.args" -}}
{{- $config := .Values.config -}}
{{- if eq .Values.mode "trade" -}}
{{- list "trade" | toRawJson -}}
{{- else if eq .Values.mode "backtest" -}}
{{- list "backtest" "--timerange" $config.timerange "--timeframe" $config.timeframe | toRawJson -}}
{{- else -}}
{{- $fixed := list "hyperopt" "--timerange" $config.timerange "--timeframe" $config.timeframe "--hyperopt-loss" $config.hyperoptLoss -}}
{{- concat $fixed (list "--epochs" (int $config.epochs | toString) "--spaces") $config.spaces | toRawJson -}}
{{- end -}}
{{- end }}

{{/*
Peers of a rule: addresses, and pods by their labels. A rule without peers would let everything through.
*/}}
{{- define "freqtrade.peers" -}}
{{- range .cidrs }}
- ipBlock:
    cidr: {{ . }}
{{- end }}
{{- if .labels }}
- podSelector:
    matchLabels:
      {{- toYaml .labels | nindent 6 }}
  {{- with .namespace }}
  namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}
