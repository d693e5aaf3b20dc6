{{- define "botfleet.selector" -}}
app.kubernetes.io/name: botfleet
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "botfleet.labels" -}}
{{ include "botfleet.selector" . }}
app.kubernetes.io/component: platform
app.kubernetes.io/part-of: botfleet
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- define "botfleet.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ printf "%s@%s" .repository .digest }}
{{- else -}}
{{ printf "%s:%s" .repository (.tag | default $.Chart.AppVersion) }}
{{- end -}}
{{- end -}}
{{- end }}

{{/*
The files of the Secret, by what the program is told they are.
*/}}
{{- define "botfleet.secretKeys" -}}
{{- $keys := list "database-password" "encryption-keys" "master-key" "rpc-url" "settler-key" -}}
{{- if eq .Values.secrets.git "ssh" -}}
{{- $keys = concat $keys (list "git-ssh-key" "git-known-hosts") -}}
{{- else if eq .Values.secrets.git "token" -}}
{{- $keys = concat $keys (list "git-user" "git-token") -}}
{{- end -}}
{{- $keys | toRawJson -}}
{{- end }}

{{/*
What the program is told, without a secret: a node's URL may hold a provider's key, so it is a file of the Secret too.
*/}}
{{- define "botfleet.config" -}}
{{- $config := .Values.config -}}
{{- $database := dict
    "host" (required "config.database.host is required" $config.database.host)
    "port" $config.database.port
    "name" $config.database.name
    "tls" $config.database.tls -}}
{{- if eq $config.database.tls "verify-full" -}}
{{- if not $config.database.rootCertificate -}}
{{- fail "config.database.rootCertificate is required where tls is verify-full" -}}
{{- end -}}
{{- $_ := set $database "rootCertificate" "/etc/botfleet/database-ca.pem" -}}
{{- end -}}
{{- $sealing := dict "controller" $config.sealing.controller -}}
{{- if $config.sealing.certificate -}}
{{- $_ := set $sealing "certificate" "/etc/botfleet/sealing.pem" -}}
{{- else if $config.sealing.network -}}
{{- $_ := set $sealing "network" $config.sealing.network -}}
{{- else if not (hasPrefix "https:" $config.sealing.controller) -}}
{{- fail "config.sealing.certificate or config.sealing.network is required: anybody could answer for an http: controller" -}}
{{- end -}}
{{- $secrets := "/run/botfleet/secrets" -}}
{{- $files := dict -}}
{{- range include "botfleet.secretKeys" . | fromJsonArray -}}
{{- $_ := set $files . (printf "%s/%s" $secrets .) -}}
{{- end -}}
{{- dict
    "chainId" (required "config.chainId is required" $config.chainId)
    "gateway" (required "config.gateway is required" $config.gateway)
    "startBlock" (required "config.startBlock is required" $config.startBlock)
    "git" (dict
      "url" (required "config.gitUrl is required" $config.gitUrl)
      "branch" $config.gitBranch
      "access" .Values.secrets.git
      "mirror" "/var/lib/botfleet/mirror")
    "database" $database
    "cluster" (dict
      "applicationsNamespace" .Release.Namespace
      "botsNamespace" .Values.botsNamespace
      "sealing" $sealing)
    "policy" $config.policy
    "feeCapGwei" $config.feeCapGwei
    "idleMilliseconds" $config.idleMilliseconds
    "httpPort" .Values.service.port
    "botLogs" $config.botLogs
    "secretFiles" $files
  | toPrettyJson -}}
{{- end }}

{{/*
Peers of a rule: addresses, and pods by their labels. A rule without peers would let everything through.
*/}}
{{- define "botfleet.peers" -}}
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
