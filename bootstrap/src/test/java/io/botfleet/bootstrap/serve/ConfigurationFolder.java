package io.botfleet.bootstrap.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.botfleet.adapters.blockchain.envelope.EncryptionKeys;
import io.botfleet.adapters.local.process.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** A configuration with all its files, each as it has to be. */
record ConfigurationFolder(Path folder) {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String PROVIDERS_KEY = "providers-key-d41d8cd98f";
    static final String PASSWORD = "password-of-the-role";
    static final String SETTLER_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    static final String TOKEN = "token-of-a-user";

    /** Of an authority that vouches for nobody; it is only read. */
    static final String CERTIFICATE = """
        -----BEGIN CERTIFICATE-----
        MIIBqTCCAVGgAwIBAgIUWzh4Qb3qKIskgvnUUGVHpa90sUcwCgYIKoZIzj0EAwIw
        KjEoMCYGA1UEAwwfRXhhbXBsZSBhdXRob3JpdHkgb2YgYSBkYXRhYmFzZTAgFw0y
        NjExMjIxOTE1MzdaGA8yMTI2MTAyOTE5MTUzN1owKjEoMCYGA1UEAwwfRXhhbXBs
        ZSBhdXRob3JpdHkgb2YgYSBkYXRhYmFzZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
        A0IABFFdKU7p4MfhBYhD5gWDSPUw8Yk9ZbY3gtfU3vefD8WJCnLM0ckgXq1DP8D3
        QoyAgQz5t2JixsaP3yC77bE14K+jUzBRMB0GA1UdDgQWBBT062cpFOLKiINoM3Nm
        wcyxO3asXDAfBgNVHSMEGDAWgBT062cpFOLKiINoM3NmwcyxO3asXDAPBgNVHRMB
        Af8EBTADAQH/MAoGCCqGSM49BAMCA0YAMEMCIFd5I2Yg+ckcr+J3tvqBNpWqlNXv
        Qbq3gPvfbrDq1ieuAh9YmwndmOdT8eyb5Cjv7HNe4cNdDSOgF9zGXM9yf+50
        -----END CERTIFICATE-----
        """;

    /** With an RSA key that nobody has the other half of. */
    static final String SEALING_CERTIFICATE = """
        -----BEGIN CERTIFICATE-----
        MIIDOTCCAiGgAwIBAgIUcDhjL7lfF5Gf4NPc0+AHSwhyn/kwDQYJKoZIhvcNAQEL
        BQAwKzEpMCcGA1UEAwwgRXhhbXBsZSBvZiBhIHNlYWxpbmcgY2VydGlmaWNhdGUw
        IBcNMjYxMTIzMTUzOTMwWhgPMjEyNjEwMzAxNTM5MzBaMCsxKTAnBgNVBAMMIEV4
        YW1wbGUgb2YgYSBzZWFsaW5nIGNlcnRpZmljYXRlMIIBIjANBgkqhkiG9w0BAQEF
        AAOCAQ8AMIIBCgKCAQEA65pyq9NAbRjRwI7WlK4z+r4xsXU9lPrOaMYmAJPPxh0a
        hjxEsA94EJIIBEkd5AHHD6Wdj5PJalWjrJ4JqEfy716sUSKGzY/+Z/XzpD98Ageq
        bS0s/9tqTvomfjTua0CmcZLgjz2Miued5vH6/gVkcvQ44Q+sjmrpIHS8kWJwlLlU
        Xw0H8uzXtNIlHocwnuMbxEWXLLvt3AqVLAYy1zB8m4VPJ40PM5NNlBsiAkFej2x1
        WR+4uBl7JJz3JZgeckROnWvpleKQiFnpjPM/5tcqGOs4szAeYKVbS20VrxoCNLkH
        q4mPRfqRn7iniqqTSq+Ffvv+Yg15fIiUpz5jBJ7s/wIDAQABo1MwUTAdBgNVHQ4E
        FgQUfTIvrsjEbDY5HTXKA8XTJw7caA0wHwYDVR0jBBgwFoAUfTIvrsjEbDY5HTXK
        A8XTJw7caA0wDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAQT/D
        o8pdALN7vJCSmxTKN8TAPs5eoQAu7Lswh5f8mP/pu2lfFDmmHTpHq7A4WpgOvwqY
        MUInSiugkX529SngpJ58H+uZWhsrRJX8nr3Rh1kzWHAq2C21gTXVGnlrhUb/P6/E
        4wJVFJSigsYt3126NhRypkS8YrrNebC9PYzMjUSFPIF2hJXa3a0v/FPJoPYa/2/v
        d8tIOhDQsPIvbqPmnspuRF+oRTrVL0ncxPfBqpq4zz4Ghj7q5N2X9DXjby57LBTv
        g05jIW3GFbqsSbPZ8msJCThF2yusEUN5udtYeCZSUEeEPV99xecp2WevKA3hDcJ4
        PzHNW27ukKL1V5aEUw==
        -----END CERTIFICATE-----
        """;

    /** Makes the files. */
    static ConfigurationFolder in(Path folder) throws IOException {
        ConfigurationFolder made = new ConfigurationFolder(folder);
        made.secret("database-password", PASSWORD + "\n");
        made.secret(
                "encryption-keys", EncryptionKeys.generate(new SecureRandom()).format());
        PrivateFiles.write(folder.resolve("master-key"), new byte[32]);
        made.secret("rpc-url", "https://node.example.com/v3/" + PROVIDERS_KEY + "\n");
        made.secret("settler-key", SETTLER_KEY + "\n");
        made.secret("git-ssh-key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n");
        made.secret("git-user", "somebody\n");
        made.secret("git-token", TOKEN + "\n");
        Files.writeString(folder.resolve("git-known-hosts"), "git.example.com ssh-ed25519 AAAA\n");
        Files.writeString(folder.resolve("database-ca.pem"), CERTIFICATE);
        Files.writeString(folder.resolve("sealing.pem"), SEALING_CERTIFICATE);
        return made;
    }

    void secret(String name, String content) {
        PrivateFiles.write(folder.resolve(name), content.getBytes(StandardCharsets.UTF_8));
    }

    /** One that is right, with every field. */
    ObjectNode complete() throws JsonProcessingException {
        ObjectNode all = (ObjectNode) JSON.readTree("""
            {
              "chainId": 11155111,
              "gateway": "0x5FbDB2315678afecb367f032d93F642f64180aa3",
              "startBlock": 7000000,
              "git": {"url": "ssh://git@git.example.com/gitops.git", "branch": "main", "access": "ssh"},
              "database": {"host": "postgres.example.com", "port": 5432, "name": "freqtrade_multi", "tls": "verify-full"},
              "cluster": {
                "applicationsNamespace": "infra",
                "botsNamespace": "freqtrade",
                "sealing": {"controller": "http://sealed-secrets-controller:8080"}
              },
              "policy": {
                "confirmations": 12,
                "blockTimeSeconds": 12,
                "finalityLagSeconds": 1200,
                "mostBots": 200,
                "mostBacktests": 3,
                "restorePatienceSeconds": 300,
                "orphanGraceSeconds": 1800,
                "replaceAfterSeconds": 60,
                "lookAgainSeconds": 5,
                "gatherRefundsSeconds": 30
              },
              "feeCapGwei": 500,
              "idleMilliseconds": 1000,
              "httpPort": 8080,
              "botLogs": "withheld",
              "secretFiles": {}
            }
            """);
        all.withObject("/git").put("mirror", folder.resolve("mirror").toString());
        all.withObject("/database")
                .put("rootCertificate", folder.resolve("database-ca.pem").toString());
        all.withObject("/cluster/sealing")
                .put("certificate", folder.resolve("sealing.pem").toString());
        for (String name : new String[] {
            "database-password",
            "encryption-keys",
            "master-key",
            "rpc-url",
            "settler-key",
            "git-ssh-key",
            "git-known-hosts"
        }) {
            all.withObject("/secretFiles").put(name, folder.resolve(name).toString());
        }
        return all;
    }

    Path write(ObjectNode configuration) throws IOException {
        return write(configuration.toPrettyString());
    }

    Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("platform.json"), text);
    }
}
